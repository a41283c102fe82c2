# A marginal structural model of services by person-periods, by R's glm: logistic models for being served and for being
# lost, stabilised weights multiplied up within children, weighted complementary log-log hazards, product-integral risks.
# The numbers of dose_*.csv: `Rscript dose.R` in this folder, R 4.2.
library(splines)

set.seed(20261122)
n <- 260
last <- 7
x <- round(rnorm(n), 3)
rows <- list()
for (child in seq_len(n)) {
  before <- 0
  served_so_far <- 0
  for (period in 0:last) {
    reading <- round(rnorm(1, -0.5 * before + 0.4 * x[child]), 3)
    lost <- rbinom(1, 1, plogis(-3 + 0.4 * reading))
    event <- 0
    if (!lost) {
      if (runif(1) < 1 - exp(-exp(-2.8 + 0.4 * reading - 0.3 * before))) event <- 1
      else if (runif(1) < 0.02) event <- 2
    }
    served <- rbinom(1, 1, plogis(0.3 - 0.6 * reading + 0.5 * before))
    share <- served_so_far / max(period, 1)
    rows[[length(rows) + 1]] <- data.frame(child, period, served, event, lost, before, share, reading, x = x[child])
    if (lost || event > 0) break
    before <- served
    served_so_far <- served_so_far + served
  }
}
rows <- do.call(rbind, rows)

# The natural cubic spline with two inner knots, whichever columns it is written in.
curve <- function(period) ns(period, knots = last * c(1, 2) / 3, Boundary.knots = c(0, last))
exact <- glm.control(epsilon = 1e-14, maxit = 100)
fit <- function(formula, data) glm(formula, family = binomial(), data = data, control = exact)
stayed <- rows$event == 0 & rows$lost == 0
chances <- function(response, used) {
  stable <- fit(reformulate(c("curve(period)", "before"), response), rows[used, ])
  given <- fit(reformulate(c("curve(period)", "before", "share", "reading", "x"), response), rows[used, ])
  list(stable = predict(stable, rows, type = "response"), given = predict(given, rows, type = "response"))
}
service <- chances("served", stayed)
loss <- chances("lost", rep(TRUE, nrow(rows)))
of <- function(p) ifelse(rows$served == 1, p, 1 - p)
served <- of(service$stable) / of(service$given)
kept <- (1 - loss$stable) / (1 - loss$given)
product <- function(value) ave(value, rows$child, FUN = cumprod)
rows$weight <- ifelse(rows$lost == 1, 0, product(served) / served * product(kept))

# quasibinomial, as weights are no whole numbers; the coefficients are those of binomial.
hazard <- function(formula, data) {
  data$own <- data$weight
  glm(formula, family = quasibinomial(link = "cloglog"), data = data, weights = own, control = exact)
}
seen <- rows[rows$lost == 0, ]
event <- hazard(I(event == 1) ~ curve(period) + before, seen)
other <- hazard(I(event == 2) ~ before, seen[seen$event != 1, ])
found <- data.frame(what = "log_ratio", value = coef(event)["before"])
for (dose in c(1, 0)) {
  at <- data.frame(period = 0:last, before = dose * (0:last > 0))
  first <- predict(event, at, type = "response")
  second <- predict(other, at, type = "response")
  start <- cumprod(c(1, (1 - first) * (1 - second)))[1:(last + 1)]
  risk <- cumsum(start * first)
  found <- rbind(found, data.frame(what = paste0("risk_", dose, "_", c(4, 8)), value = risk[c(4, 8)]))
}
rows$weight <- signif(rows$weight, 15)
write.csv(rows, "dose_rows.csv", row.names = FALSE, quote = FALSE)
write.csv(format(found, digits = 15), "dose_found.csv", row.names = FALSE, quote = FALSE)
