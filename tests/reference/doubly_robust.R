# The numbers of doubly_robust_*.csv: `Rscript doubly_robust.R` in this folder, R 4.2 with riskRegression 2022.11.28.
# Two data sets without tied times, one event type and two; data are made here too.
suppressMessages({library(survival); library(riskRegression); library(prodlim)})

write <- function(frame, name) write.csv(format(frame, digits = 17, trim = TRUE), name, row.names = FALSE, quote = FALSE)

people_of <- function(seed, n, several) {
  set.seed(seed)
  x <- round(rnorm(n), 3)
  z <- rbinom(n, 1, 0.4)
  arm <- rbinom(n, 1, plogis(-0.3 + 0.6 * x - 0.5 * z))
  event_time <- rexp(n, exp(-2.6 - 0.5 * arm + 0.4 * x + 0.3 * z))
  other_time <- if (several) rexp(n, exp(-3.6 + 0.2 * arm - 0.3 * x)) else rep(Inf, n)
  censor_time <- pmin(rexp(n, exp(-3.4 + 0.3 * x + 0.2 * arm)), runif(n, 15, 30))
  last <- pmin(event_time, other_time, censor_time)
  # Ranked, so that no two times are the same even after rounding.
  time <- round(last, 4) + rank(last) * 1e-6
  stopifnot(!anyDuplicated(time))
  event <- ifelse(last == censor_time, 0, ifelse(last == event_time, 1, 2))
  data.frame(id = 1:n, arm, x, z, time, event)
}

effects_of <- function(people, several) {
  people$arm <- factor(people$arm)
  horizons <- c(6, 12)
  outcome <- if (several) CSC(Hist(time, event) ~ arm + x + z, data = people, cause = 1) else
    coxph(Surv(time, event == 1) ~ arm + x + z, data = people, x = TRUE, y = TRUE)
  censor <- coxph(Surv(time, event == 0) ~ arm + x + z, data = people, x = TRUE, y = TRUE)
  treatment <- glm(arm ~ x + z, data = people, family = binomial(), control = list(epsilon = 1e-14, maxit = 50))
  do.call(rbind, lapply(c("GFORMULA", "AIPTW"), function(estimator) {
    fit <- ate(outcome, treatment = if (estimator == "GFORMULA") "arm" else treatment, censor = censor, data = people,
               times = horizons, cause = 1, estimator = estimator, se = TRUE, product.limit = TRUE, verbose = FALSE)
    risks <- as.data.frame(fit$meanRisk)
    difference <- as.data.frame(fit$diffRisk)
    rbind(
      data.frame(estimator, arm = ifelse(risks$treatment == "1", "programme", "comparison"), horizon = risks$time,
                 estimate = risks$estimate, std_error = risks$se),
      data.frame(estimator, arm = "contrast", horizon = difference$time, estimate = difference$estimate,
                 std_error = difference$se)
    )
  }))
}

single <- people_of(20261122, 300, FALSE)
several <- people_of(20261123, 300, TRUE)
write(single, "doubly_robust_single.csv")
write(several, "doubly_robust_several.csv")
write(rbind(data.frame(data = "single", effects_of(single, FALSE)),
            data.frame(data = "several", effects_of(several, TRUE))), "doubly_robust_ate.csv")
