# The numbers of weighted_*.csv: `Rscript weighted.R` in this folder, R 4.2 with survival 3.5.
# iptw as stacked estimating equations, in base R; curves with entry, weights and clusters at once; restricted means.
library(survival)
options(digits = 17)
write <- function(frame, name) write.csv(format(frame, digits = 17, trim = TRUE), name, row.names = FALSE, quote = FALSE)
people <- read.csv("survival_people.csv")
type <- factor(people$event, 0:2, c("censored", "one", "two"))

# 1. Nobody is lost before 24: a risk is a weighted mean, and everything one M-estimator (Stefanski & Boos 2002).
set.seed(20261123)
n <- 500
x <- round(rnorm(n), 2)
z <- rbinom(n, 1, 0.4)
arm <- rbinom(n, 1, plogis(-0.4 + 0.7 * x - 0.5 * z))
last <- ceiling(rweibull(n, 0.9, 22 * exp(0.3 * arm - 0.3 * x)))
event <- ifelse(last > 24, 0, rbinom(n, 1, 0.25) + 1)
whole <- data.frame(arm, x, z, time = pmin(last, 24), event, cluster = sample(1:180, n, replace = TRUE))
write.csv(whole, "weighted_people.csv", row.names = FALSE, quote = FALSE)

tilt <- function(estimand, e, a) {
  if (estimand == "ate") return(a / e + (1 - a) / (1 - e))
  if (estimand == "att") return(a + (1 - a) * e / (1 - e))
  a * (1 - e) + (1 - a) * e
}
logistic <- function(design, a) glm.fit(design, a, family = binomial(), control = list(epsilon = 1e-15, maxit = 50))$coefficients

stacked <- function(estimand, horizon, cluster) {
  d <- whole
  design <- cbind(1, d$x, d$z)
  y <- as.numeric(d$event == 1 & d$time <= horizon)
  beta <- logistic(design, d$arm)
  # Written so that complex numbers go through it.
  equations <- function(theta) {
    e <- 1 / (1 + exp(-as.vector(design %*% theta[1:3])))
    w <- tilt(estimand, e, d$arm)
    cbind(design * (d$arm - e), d$arm * w * (y - theta[4]), (1 - d$arm) * w * (y - theta[5]))
  }
  w <- tilt(estimand, plogis(as.vector(design %*% beta)), d$arm)
  theta <- c(beta, weighted.mean(y[d$arm == 1], w[d$arm == 1]), weighted.mean(y[d$arm == 0], w[d$arm == 0]))
  stopifnot(max(abs(colSums(equations(theta)))) < 1e-9)
  # The derivative by complex steps: no difference is taken, so none is rounded.
  slope <- sapply(1:5, function(k) {
    step <- complex(real = theta, imaginary = replace(numeric(5), k, 1e-30))
    colSums(Im(equations(step))) / 1e-30
  })
  psi <- rowsum(equations(theta), if (cluster) d$cluster else 1:n)
  bread <- solve(slope)
  sandwich <- bread %*% crossprod(psi) %*% t(bread)
  contrasts <- rbind(c(1, 0), c(0, 1), c(1, -1), c(1 / theta[4], -1 / theta[5]))
  covariance <- contrasts %*% sandwich[4:5, 4:5] %*% t(contrasts)
  data.frame(estimand, horizon, cluster, what = c("programme", "comparison", "difference", "log_ratio"),
             estimate = c(theta[4:5], theta[4] - theta[5], log(theta[4] / theta[5])), std_error = sqrt(diag(covariance)))
}
asked <- expand.grid(estimand = c("ate", "att", "ato"), horizon = c(6, 12, 24), cluster = c(FALSE, TRUE), stringsAsFactors = FALSE)
write(do.call(rbind, Map(stacked, asked$estimand, asked$horizon, asked$cluster)), "weighted_stacked.csv")

# 2. With losses and several events: survfit's influence, carried through the propensity by hand.
through <- function(estimand, horizon) {
  d <- people
  design <- cbind(1, d$x)
  beta <- logistic(design, d$arm)
  e <- plogis(as.vector(design %*% beta))
  w <- tilt(estimand, e, d$arm)
  # Derivative of the weights in the linear predictor, by a complex step.
  slope <- Im(tilt(estimand, 1 / (1 + exp(-(as.vector(design %*% beta) + 1i * 1e-30))), d$arm)) / 1e-30
  model <- (design * (d$arm - e)) %*% solve(crossprod(design, design * e * (1 - e)))
  risks <- influence <- list()
  for (value in c(1, 0)) {
    rows <- which(d$arm == value)
    fit <- survfit(Surv(time, type[rows]) ~ 1, data = d[rows, ], id = d$id[rows], weights = w[rows], influence = TRUE)
    at <- max(which(fit$time <= horizon))
    # The first slice of the influence is time 0.
    u <- fit$influence.pstate[, at + 1, 2]
    own <- numeric(nrow(d))
    own[rows] <- w[rows] * u
    gradient <- crossprod(design[rows, ], slope[rows] * u)
    risks[[as.character(value)]] <- fit$pstate[at, 2]
    influence[[as.character(value)]] <- own + as.vector(model %*% gradient)
  }
  one <- influence[["1"]]
  two <- influence[["0"]]
  p <- risks[["1"]]
  q <- risks[["0"]]
  data.frame(estimand, horizon, what = c("programme", "comparison", "difference", "log_ratio"), estimate = c(p, q, p - q, log(p / q)),
             std_error = sqrt(c(sum(one^2), sum(two^2), sum((one - two)^2), sum((one / p - two / q)^2))))
}
asked <- expand.grid(estimand = c("ate", "att", "ato"), horizon = c(12, 24), stringsAsFactors = FALSE)
write(do.call(rbind, Map(through, asked$estimand, asked$horizon)), "weighted_survfit.csv")

# 3. Entry, weights and clusters at once.
one <- do.call(rbind, lapply(c(1, 0), function(value) {
  d <- people[people$arm == value, ]
  fit <- survfit(Surv(entry, time, event == 1) ~ 1, data = d, id = id, weights = weight, cluster = cluster, robust = TRUE)
  s <- summary(fit, censored = TRUE)
  data.frame(call = "one", arm = value, event = 1, time = s$time, estimate = 1 - s$surv, std_error = s$std.err)
}))
several <- do.call(rbind, lapply(c(1, 0), function(value) {
  keep <- people$arm == value
  d <- people[keep, ]
  fit <- survfit(Surv(entry, time, type[keep]) ~ 1, data = d, id = d$id, weights = d$weight, influence = TRUE)
  do.call(rbind, lapply(1:2, function(k) {
    u <- fit$influence.pstate[, -1, k + 1]
    data.frame(call = "several", arm = value, event = k, time = fit$time, estimate = fit$pstate[, k + 1],
               std_error = sqrt(colSums(rowsum(d$weight * u, d$cluster)^2)))
  }))
}))
write(rbind(one, several), "weighted_curves.csv")

# 4. Restricted means: what print(fit, rmean = ) shows.
means <- do.call(rbind, lapply(c(12, 24, 36), function(until) {
  shown <- summary(survfit(Surv(time, event == 1) ~ arm, data = people), rmean = until)$table
  data.frame(horizon = until, arm = c(0, 1), rmst = shown[, "rmean"], std_error = shown[, "se(rmean)"])
}))
write(means, "weighted_means.csv")
