# The numbers of competing_*.csv: `Rscript competing.R` in this folder, R 4.2 with survival 3.5 and cmprsk 2.2.
# Data are made here too, so that the whole comparison can be made again from this file.
library(survival)
library(cmprsk)
set.seed(20261123)

write <- function(frame, name) write.csv(format(frame, digits = 17, trim = TRUE), name, row.names = FALSE, quote = FALSE)

n <- 300
arm <- rbinom(n, 1, 0.5)
x <- round(rnorm(n), 2)
event_time <- rweibull(n, 0.9, 30 * exp(0.5 * arm - 0.2 * x))
other_time <- rexp(n, 1 / (50 - 15 * arm))
censor_time <- runif(n, 8, 48 + 20 * arm)
entry <- ifelse(runif(n) < 0.5, 0, runif(n, 0, 9))
last <- pmin(event_time, other_time, censor_time)
event <- ifelse(last == censor_time, 0, ifelse(last == event_time, 1, 2))
time <- round(last, 6)
# Without ties, and in whole months with many.
months <- pmax(ceiling(last), 1)
late <- round(pmin(entry, 0.7 * last), 6)
late_months <- pmin(floor(entry), months - 1)
cluster <- sample(1:120, n, replace = TRUE)
stopifnot(!anyDuplicated(time))
people <- data.frame(id = 1:n, arm, x, time, months, entry = late, entry_months = late_months, event, cluster)
write.csv(people, "competing_people.csv", row.names = FALSE, quote = FALSE)

type <- factor(event, 0:2, c("censored", "one", "two"))
model <- function(call, fit) data.frame(call, coefficient = unname(coef(fit)[1]), std_error = NA)
crr_of <- function(call, ...) {
  fit <- crr(time, event, ..., gtol = 1e-12)
  data.frame(call, coefficient = unname(fit$coef[1]), std_error = sqrt(fit$var[1, 1]))
}
# finegray with id and start times takes a table with an entry; without delayed entry there is none.
expanded <- function(start, stop) {
  d <- data.frame(id = 1:n, arm, start, stop, type)
  f <- if (all(start == 0)) finegray(Surv(stop, type) ~ ., data = d) else finegray(Surv(start, stop, type) ~ ., data = d, id = id)
  coxph(Surv(fgstart, fgstop, fgstatus) ~ arm, weights = fgwt, data = f, control = coxph.control(eps = 1e-12, toler.chol = 1e-14))
}
models <- rbind(
  crr_of("crr_pooled", cbind(arm)),
  crr_of("crr_by_arm", cbind(arm), cengroup = arm),
  crr_of("crr_adjusted", cbind(arm, x)),
  model("finegray", expanded(0 * time, time)),
  model("finegray_ties", expanded(0 * time, months)),
  model("finegray_entry", expanded(late, time)),
  model("finegray_entry_ties", expanded(late_months, months))
)
write(models, "competing_models.csv")

gray <- function(call, time) {
  tests <- cuminc(time, event, arm)$Tests
  data.frame(call, event = 1:2, statistic = tests[, "stat"], p_value = tests[, "pv"])
}
logrank <- function(call, time) do.call(rbind, lapply(1:2, function(k) {
  s <- survdiff(Surv(time, event == k) ~ arm)
  data.frame(call, event = k, statistic = s$chisq, p_value = s$pvalue)
}))
score <- function(call, formula) do.call(rbind, lapply(1:2, function(k) {
  # One step from zero, where the score is taken.
  people$happened <<- people$event == k
  s <- coxph(formula, data = people, ties = "breslow", init = 0, iter.max = 0)
  r <- rowsum(residuals(s, type = "score"), cluster)
  data.frame(call, event = k, statistic = sum(r)^2 / sum(r^2), p_value = NA)
}))
tests <- rbind(
  gray("gray", time), gray("gray_ties", months),
  logrank("logrank", time), logrank("logrank_ties", months),
  score("logrank_clusters", Surv(months, happened) ~ arm),
  score("logrank_entry_clusters", Surv(entry_months, months, happened) ~ arm)
)
write(tests, "competing_tests.csv")
