package dev.auspex.training.plan;

import java.time.Instant;
import java.util.List;

import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.learn.BoostedTrees;

import static dev.auspex.training.data.Column.category;
import static dev.auspex.training.data.Column.integer;

/** Plan of the bundled model {@code credit}: will an applicant fail to pay back a loan? */
final class CreditPlan {

    private static final String CURRENCY = "currency units";

    private CreditPlan() {}

    static ModelPlan plan() {
        return new ModelPlan(
                "credit",
                "Probability that a loan turns bad, from what the applicant states.",
                dataSet(),
                List.of(new VersionPlan(
                        "1", "Credit risk, boosted trees", new BoostedTrees(200, 0.05, 4, 5, 5, 0.8, 0.6))),
                "1",
                "A demonstration of Auspex on a decision with risk, missing values and rare categories. Not for deciding about real"
                        + " people.",
                List.of(
                        "One lender's data whose source names neither currency nor date. Nothing here carries over to other"
                                + " applicants.",
                        "How a loan went is known only of loans that were granted: those who were refused are unknown to it.",
                        "It knows age and marital status, which credit law in many countries forbids to use. In the EU such a system is"
                                + " of high risk under the AI Act.",
                        "`income` is missing for one applicant in twelve, and that it is missing tells something: leaving it out changes"
                                + " the score."),
                List.of("marital", "records"));
    }

    private static DataSet dataSet() {
        return new DataSet(
                "credit-risk.csv",
                "applicants for a loan",
                "`credit_data` of the R package modeldata 1.1.0",
                "MIT",
                // modeldata 1.1.0 on CRAN
                Instant.parse("2023-01-25T00:00:00Z"),
                "Status",
                "good",
                "bad",
                columns());
    }

    private static List<Column> columns() {
        return List.of(
                integer("Seniority", "How long the applicant has been in the present job", "years", 9),
                category(
                        "Home",
                        "How the applicant lives, in the words of the source",
                        "rent",
                        List.of("owner", "rent", "parents", "priv", "other", "ignore")),
                integer("Time", "Term of the loan asked for", "months", 60),
                integer("Age", "Age of the applicant", "years", 30),
                category(
                        "Marital",
                        "Marital status",
                        "married",
                        List.of("single", "married", "separated", "divorced", "widow")),
                category("Records", "Whether there are records of earlier payment trouble", "no", List.of("no", "yes")),
                category(
                        "Job",
                        "Kind of job: permanent (fixed), part time (partime), freelance, others",
                        "freelance",
                        List.of("fixed", "partime", "freelance", "others")),
                integer("Expenses", "Regular expenses", CURRENCY, 73),
                integer("Income", "Regular income; may be missing", CURRENCY, 129),
                integer("Assets", "Worth of what the applicant owns; may be missing", CURRENCY, 3000),
                integer("Debt", "What the applicant already owes; may be missing", CURRENCY, 0),
                integer("Amount", "Amount of the loan asked for", CURRENCY, 800),
                integer("Price", "Price of what the loan is to buy", CURRENCY, 846));
    }
}
