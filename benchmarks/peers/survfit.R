# Cumulative incidences of both arms with their variance, by survfit: Rscript survfit.R people.csv
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "worker.R"))

people$state <- factor(people$event)
serve(function() {
  fit <- survfit(Surv(time, state) ~ arm, data = people)
  at <- summary(fit, times = 365, extend = TRUE)
  at$pstate[2, 2]
})
