# Standard error of the overlap-weighted risk difference by a loop of glm and survfit:
# Rscript bootstrap.R people.csv replicates
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "worker.R"))

replicates <- as.integer(arguments[2])
people$state <- factor(people$event)
propensity <- as.formula(paste("arm ~", paste(grep("^x", names(people), value = TRUE), collapse = " + ")))
difference <- function(drawn) {
  chance <- fitted(glm(propensity, data = drawn, family = binomial()))
  drawn$weight <- ifelse(drawn$arm == 1, 1 - chance, chance)
  fit <- survfit(Surv(time, state) ~ arm, data = drawn, weights = weight, se.fit = FALSE)
  risks <- summary(fit, times = 365, extend = TRUE)$pstate[, 2]
  risks[2] - risks[1]
}
serve(function() {
  set.seed(20261122)
  sd(replicate(replicates, difference(people[sample.int(nrow(people), replace = TRUE), ])))
})
