# Writes turnbull.csv: survival's nonparametric estimate from interval-censored times, of cosmesis.csv.
#
# R 4, package survival (Debian: r-cran-survival). Run in this folder: Rscript turnbull.R
# cosmesis.csv: months to breast retraction after radiotherapy without (46 women) or with chemotherapy (48), as printed in
# Finkelstein & Wolfe (1985), Biometrics 41, 933-945; upper is empty where it was not seen.
library(survival)
data <- read.csv("cosmesis.csv")
rows <- lapply(0:1, function(arm) {
  own <- data[data$chemotherapy == arm, ]
  own$lower[own$lower == 0] <- NA
  times <- Surv(own$lower, own$upper, type = "interval2")
  fit <- survfit(times ~ 1)
  data.frame(chemotherapy = arm, time = fit$time, survival = fit$surv)
})
write.csv(do.call(rbind, rows), "turnbull.csv", row.names = FALSE)
