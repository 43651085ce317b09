package dev.auspex.training.plan;

import java.time.Instant;
import java.util.List;

import dev.auspex.training.data.Column;
import dev.auspex.training.data.DataSet;
import dev.auspex.training.learn.BoostedTrees;
import dev.auspex.training.learn.LogisticRegression;

import static dev.auspex.training.data.Column.category;
import static dev.auspex.training.data.Column.integer;
import static dev.auspex.training.data.Column.number;

/** Plan of the bundled model {@code churn}: will a customer of a telephone company leave? */
final class ChurnPlan {

    private static final String DOLLARS = "US dollars";

    private ChurnPlan() {}

    static ModelPlan plan() {
        return new ModelPlan(
                "churn",
                "Probability that a customer of a telephone company cancels the contract within the month.",
                dataSet(),
                List.of(
                        new VersionPlan(
                                "1", "Customer churn, logistic regression", new LogisticRegression(0.1, 40, 16)),
                        new VersionPlan(
                                "2", "Customer churn, boosted trees", new BoostedTrees(150, 0.05, 4, 5, 5, 0.8, 0.6))),
                "2",
                "Ranking the customers of a subscription business by their risk of leaving, so that people decide whom to call, and"
                        + " a demonstration of Auspex from end to end.",
                List.of(
                        "The customers are invented: IBM published them as a sample. Before real use, train on your own.",
                        "One company, one month. Prices, products and habits elsewhere and later differ; watch drift.",
                        "It says who leaves, not why, and not who would stay if called: a discount's effect needs an experiment.",
                        "It knows sex and age group (`female`, `senior_citizen`). Leave them out where the law or fairness asks for"
                                + " it; the table of groups shows how scores differ between them."),
                List.of("female", "senior_citizen"));
    }

    private static DataSet dataSet() {
        return new DataSet(
                "telco-churn.csv",
                "customers of a telephone company (IBM's Telco sample)",
                "`wa_churn` of the R package modeldata 1.1.0",
                "MIT",
                // modeldata 1.1.0 on CRAN
                Instant.parse("2023-01-25T00:00:00Z"),
                "churn",
                "No",
                "Yes",
                columns());
    }

    private static List<Column> columns() {
        return List.of(
                integer("female", "Whether the customer is a woman (1) or not (0)", null, 1),
                integer("senior_citizen", "Whether the customer is 65 or older (1) or not (0)", null, 0),
                integer("partner", "Whether the customer lives with a partner (1) or not (0)", null, 1),
                integer("dependents", "Whether dependents live with the customer (1) or not (0)", null, 0),
                integer("tenure", "How long the customer has been with the company", "months", 12),
                integer("phone_service", "Whether the customer has a telephone line (1) or not (0)", null, 1),
                category(
                        "multiple_lines",
                        "Whether the customer has more than one telephone line",
                        "No",
                        List.of("No", "Yes", "No phone service")),
                category(
                        "internet_service",
                        "How the customer is connected to the internet",
                        "Fiber optic",
                        List.of("DSL", "Fiber optic", "No")),
                internetOption("online_security", "Whether the customer pays for online security", "No"),
                internetOption("online_backup", "Whether the customer pays for online backup", "Yes"),
                internetOption("device_protection", "Whether the customer pays for device protection", "No"),
                internetOption("tech_support", "Whether the customer pays for technical support", "No"),
                internetOption("streaming_tv", "Whether the customer streams television", "Yes"),
                internetOption("streaming_movies", "Whether the customer streams films", "No"),
                category(
                        "contract",
                        "How long the contract binds",
                        "Month-to-month",
                        List.of("Month-to-month", "One year", "Two year")),
                integer("paperless_billing", "Whether bills are sent without paper (1) or not (0)", null, 1),
                category(
                        "payment_method",
                        "How the customer pays",
                        "Electronic check",
                        List.of(
                                "Electronic check",
                                "Mailed check",
                                "Bank transfer (automatic)",
                                "Credit card (automatic)")),
                number("monthly_charges", "What the customer is charged a month", DOLLARS, 84.5),
                number(
                        "total_charges",
                        "What the customer has been charged so far; missing before the first bill",
                        DOLLARS,
                        1014.0));
    }

    private static Column internetOption(String header, String description, String example) {
        return category(header, description, example, List.of("No", "Yes", "No internet service"));
    }
}
