# The numbers of pathway_*.csv: `Rscript pathway.R` in this folder, R 4.2 with survival 3.5.
# Data are made here too, so that the whole comparison can be made again from this file.
library(survival)
set.seed(20261122)

write <- function(frame, name) write.csv(format(frame, digits = 17, trim = TRUE), name, row.names = FALSE, quote = FALSE)

# Families in households: screened on day 0, eligible, application; two competing ways out, loss, and a cut-off.
n <- 240
household <- sort(sample(1:90, n, replace = TRUE))
shared <- rexp(90)[household]
start <- sample(0:500, n, replace = TRUE)
cut_off <- 700 - start
eligible <- ceiling(rweibull(n, 0.9, 50) * (0.5 + shared))
application <- eligible + ceiling(rexp(n, 1 / 90) * (0.5 + shared))
left <- ceiling(rexp(n, 1 / 300))
lost <- ceiling(rexp(n, 1 / 600))
reason <- ifelse(runif(n) < 0.5, "withdrew", "aged_out")

known <- pmin(left, lost, cut_off)
followed <- ifelse(application <= known, cut_off, known)
exit <- ifelse(application <= known | known == cut_off, "", ifelse(known == left, reason, "lost"))
eligible <- ifelse(eligible <= known, eligible, NA)
application <- ifelse(application <= known, application, NA)
cases <- data.frame(id = 1:n, household, start, eligible, application, exit, followed)
write.csv(cases, "pathway_cases.csv", row.names = FALSE, quote = FALSE)

times <- function(from, to, keep) {
  has_left <- is.na(to) & exit != "" & exit != "lost"
  data.frame(
    id = cases$id, household, time = ifelse(is.na(to), followed, to) - from,
    event = ifelse(!is.na(to), 1, ifelse(has_left, 2, 0))
  )[keep, ]
}
everybody <- rep(TRUE, n)
analyses <- list(
  from_start.eligible = times(0, eligible, everybody),
  from_start.application = times(0, application, everybody),
  from_previous.application = times(eligible, application, !is.na(eligible))
)

several <- function(name) {
  d <- analyses[[name]]
  d$type <- factor(d$event, 0:2, c("censored", "milestone", "exit"))
  fit <- survfit(Surv(time, type) ~ 1, data = d, id = d$id, influence = TRUE)
  do.call(rbind, lapply(1:2, function(k) {
    # The first slice of the influence is time 0.
    u <- fit$influence.pstate[, -1, k + 1]
    data.frame(analysis = name, event = k, time = fit$time, estimate = fit$pstate[, k + 1],
               std_error = sqrt(colSums(rowsum(u, d$household)^2)))
  }))
}
write(do.call(rbind, lapply(names(analyses), several)), "pathway_curves.csv")

# Medians where nothing competes: every way out is a loss. Multi-state curves have no quantile in R.
median_of <- function(name) {
  d <- analyses[[name]]
  fit <- survfit(Surv(time, event == 1) ~ 1, data = d, cluster = household, robust = TRUE, conf.type = "log-log")
  q <- quantile(fit, 0.5)
  data.frame(analysis = name, median = q$quantile, lower = q$lower, upper = q$upper)
}
medians <- do.call(rbind, lapply(names(analyses), median_of))
# A curve that rests on one half exactly: six people, three of whom get there, and a fourth later.
d <- data.frame(time = c(2, 4, 6, 9, 11, 13), event = c(1, 1, 1, 1, 0, 0))
q <- quantile(survfit(Surv(time, event) ~ 1, data = d), 0.5, conf.int = FALSE)
medians <- rbind(medians, data.frame(analysis = "rest", median = as.numeric(q), lower = NA, upper = NA))
d$event[4] <- 0
q <- quantile(survfit(Surv(time, event) ~ 1, data = d), 0.5, conf.int = FALSE)
medians <- rbind(medians, data.frame(analysis = "rest_to_the_end", median = as.numeric(q), lower = NA, upper = NA))
write(medians, "pathway_medians.csv")
