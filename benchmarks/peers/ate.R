# Risk difference, doubly robust, by riskRegression::ate at three horizons: Rscript ate.R people.csv
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
source(file.path(here, "worker.R"))

suppressMessages({library(riskRegression); library(prodlim)})
people$arm <- factor(people$arm)
columns <- paste(grep("^x", names(people), value = TRUE), collapse = " + ")
event_formula <- as.formula(paste("Hist(time, event) ~ arm +", columns))
censoring_formula <- as.formula(paste("Surv(time, event == 0) ~ arm +", columns))
arm_formula <- as.formula(paste("arm ~", columns))
serve(function() {
  outcome <- CSC(event_formula, data = people, cause = 1)
  censoring <- coxph(censoring_formula, data = people, x = TRUE, y = TRUE)
  treatment <- glm(arm_formula, data = people, family = binomial())
  fit <- ate(outcome, treatment = treatment, censor = censoring, data = people, times = c(182, 365, 547), cause = 1,
             estimator = "AIPTW", se = TRUE, product.limit = TRUE, verbose = FALSE)
  difference <- as.data.frame(fit$diffRisk)
  difference$estimate[difference$time == 365]
})
