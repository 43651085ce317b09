package dev.auspex.monitoring.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Nullable;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.database.DatabaseGuard;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.chassis.tenancy.TenantDatabase;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.contracts.monitoring.AbsenceReason;
import dev.auspex.contracts.monitoring.AbsentFigure;
import dev.auspex.contracts.monitoring.FeatureDrift;
import dev.auspex.contracts.monitoring.ModelStatistics;
import dev.auspex.contracts.monitoring.Quantiles;
import dev.auspex.contracts.monitoring.ScoreBin;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.monitoring.drift.DriftMeasure;
import dev.auspex.monitoring.drift.Figure;
import dev.auspex.monitoring.reference.ReferenceProfiles;
import dev.auspex.monitoring.sketch.CategoryCounts;
import dev.auspex.monitoring.sketch.FeatureSummary;
import dev.auspex.monitoring.sketch.NumberSketch;
import dev.auspex.monitoring.statistics.WindowStore.Version;

/** Report of a tenant's statistics, computed from the stored windows. */
@ApplicationScoped
class StatisticsReport {

    private static final String SCORE = "score";
    private static final String OTHER = "(other)";
    private static final int SCORE_BINS = 10;
    private static final double[] SCORE_EDGES = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    /** Maximum number of reference profiles fetched at once. */
    private static final int PARALLEL = 8;

    private final WindowStore store;
    private final TenantDatabase database;
    private final DatabaseGuard guard;
    private final ReferenceProfiles references;
    private final Duration window;
    private final DriftMeasure drift;

    StatisticsReport(
            WindowStore store,
            TenantDatabase database,
            DatabaseGuard guard,
            ReferenceProfiles references,
            StatisticsConfig config) {
        this.store = store;
        this.database = database;
        this.guard = guard;
        this.references = references;
        this.window = config.window();
        this.drift = new DriftMeasure(config.psiMinimum());
    }

    /** Returns the statistics of all versions that a tenant used, ordered by model and version. */
    Uni<List<ModelStatistics>> all(UUID tenant, Duration back) {
        Instant to = Instant.now();
        Instant from = VersionWindow.startOf(to.minus(back), window);
        return read(tenant, from, null)
                .onItem()
                .transformToMulti(seen -> Multi.createFrom().iterable(seen.entrySet()))
                .filter(entry -> entry.getValue().predictions() > 0)
                .onItem()
                .transformToUni(entry -> describe(tenant, entry.getKey(), entry.getValue(), from, to))
                .merge(PARALLEL)
                .collect()
                .asList()
                .map(StatisticsReport::ordered);
    }

    /** Returns the statistics of one version. Fails with NOT_FOUND if it made no predictions in this time. */
    Uni<ModelStatistics> one(UUID tenant, Version version, Duration back) {
        Instant to = Instant.now();
        Instant from = VersionWindow.startOf(to.minus(back), window);
        return read(tenant, from, version)
                .map(seen -> Optional.ofNullable(seen.get(version))
                        .filter(summary -> summary.predictions() > 0)
                        .orElseThrow(() -> new ProblemException(
                                ProblemType.NOT_FOUND,
                                "Version " + version.version() + " of `" + version.model()
                                        + "` made no predictions in the last " + hours(back) + ".")))
                .chain(summary -> describe(tenant, version, summary, from, to));
    }

    private static String hours(Duration back) {
        return back.toHours() == 1 ? "hour" : back.toHours() + " hours";
    }

    private Uni<SortedMap<Version, WindowSummary>> read(UUID tenant, Instant from, @Nullable Version only) {
        return guard.read(database.inTenant(tenant, connection -> store.read(connection, tenant, from, only)));
    }

    private Uni<ModelStatistics> describe(
            UUID tenant, Version version, WindowSummary summary, Instant from, Instant to) {
        return references
                .ask(tenant, version.model(), version.version())
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(reference -> statistics(version, summary, reference, from, to));
    }

    private ModelStatistics statistics(
            Version version, WindowSummary summary, ReferenceProfiles.Answer reference, Instant from, Instant to) {
        double seconds = Math.max(1, Duration.between(from, to).toMillis() / 1000.0);
        return new ModelStatistics(
                version.model(),
                version.version(),
                from,
                to,
                summary.predictions(),
                summary.predictions() / seconds,
                counts(summary.labels()),
                quantiles(summary.inferenceMicros()),
                quantiles(summary.totalMicros()),
                histogram(summary.scores()),
                drift(summary, reference));
    }

    private static List<ModelStatistics> ordered(List<ModelStatistics> statistics) {
        return statistics.stream()
                .sorted(Comparator.comparing(ModelStatistics::model).thenComparing(ModelStatistics::version))
                .toList();
    }

    private static Map<String, Long> counts(CategoryCounts labels) {
        Map<String, Long> counts = new LinkedHashMap<>(labels.counts());
        if (labels.other() > 0) {
            counts.merge(OTHER, labels.other(), Long::sum);
        }
        return counts;
    }

    private static Quantiles quantiles(NumberSketch sketch) {
        return new Quantiles(sketch.quantile(0.5), sketch.quantile(0.95), sketch.quantile(0.99));
    }

    private static List<ScoreBin> histogram(NumberSketch scores) {
        double[] shares = scores.shares(SCORE_EDGES);
        List<ScoreBin> bins = new ArrayList<>(SCORE_BINS);
        for (int bin = 0; bin < SCORE_BINS; bin++) {
            double from = bin == 0 ? 0 : SCORE_EDGES[bin - 1];
            double to = bin == SCORE_BINS - 1 ? 1 : SCORE_EDGES[bin];
            bins.add(new ScoreBin(from, to, shares[bin]));
        }
        return bins;
    }

    /** Returns first the features of the reference in its order, then other observed features, then the score. */
    private List<FeatureDrift> drift(WindowSummary summary, ReferenceProfiles.Answer reference) {
        List<FeatureDrift> drifts = new ArrayList<>();
        Optional<ReferenceProfile> profile = reference.profile();
        long rows = profile.map(ReferenceProfile::rows).orElse(0L);
        Set<String> others = new TreeSet<>(summary.features().keySet());
        profile.map(ReferenceProfile::features).orElse(List.of()).stream()
                .filter(feature -> feature != null && feature.name() != null)
                .forEach(feature -> {
                    drifts.add(featureDrift(feature, summary, rows));
                    others.remove(feature.name());
                });
        others.forEach(name -> {
            FeatureSummary seen = summary.features().get(name);
            drifts.add(without(
                    name, seen.count(), (double) missing(seen, summary) / summary.predictions(), absence(reference)));
        });
        NumberSketch scores = summary.scores();
        FeatureReference score = profile.map(ReferenceProfile::score).orElse(null);
        drifts.add(
                score == null
                        ? without(SCORE, scores.count(), 0, absence(reference))
                        : drift(
                                SCORE,
                                scores.count(),
                                0,
                                summary.predictions(),
                                score,
                                rows,
                                drift.ofScores(scores, score, rows)));
        return drifts;
    }

    private FeatureDrift featureDrift(FeatureReference reference, WindowSummary summary, long rows) {
        FeatureSummary seen = summary.features().getOrDefault(reference.name(), FeatureSummary.empty());
        return drift(
                reference.name(),
                seen.count(),
                missing(seen, summary),
                summary.predictions(),
                reference,
                rows,
                drift.of(seen, reference, rows));
    }

    private FeatureDrift drift(
            String name,
            long count,
            long missing,
            long predictions,
            FeatureReference reference,
            long rows,
            Figure psi) {
        Figure ofMissing = drift.ofMissing(missing, predictions, reference, rows);
        Figure referenceMissing = drift.referenceMissing(reference);
        List<AbsentFigure> reasons = new ArrayList<>();
        psi.absence("psi").ifPresent(reasons::add);
        referenceMissing.absence("referenceMissing").ifPresent(reasons::add);
        ofMissing.absence("missingPsi").ifPresent(reasons::add);
        return new FeatureDrift(
                name,
                count,
                (double) missing / predictions,
                psi.value(),
                referenceMissing.value(),
                ofMissing.value(),
                reasons);
    }

    /** Returns the drift of a feature that has no reference to be measured against. */
    private static FeatureDrift without(String name, long count, double missing, Figure absence) {
        List<AbsentFigure> reasons = new ArrayList<>();
        for (String figure : List.of("psi", "referenceMissing", "missingPsi")) {
            absence.absence(figure).ifPresent(reasons::add);
        }
        return new FeatureDrift(name, count, missing, null, null, null, reasons);
    }

    private static Figure absence(ReferenceProfiles.Answer reference) {
        if (reference.profile().isPresent()) {
            return Figure.absent(
                    AbsenceReason.NOT_IN_REFERENCE,
                    "The reference profile of this version does not contain this feature.");
        }
        return reference.answered()
                ? Figure.absent(
                        AbsenceReason.NO_REFERENCE,
                        "This version has no reference profile. Upload a package that contains `reference.json`.")
                : Figure.absent(
                        AbsenceReason.REFERENCE_UNAVAILABLE,
                        "The model service did not return the reference profile. Try again in a minute.");
    }

    private static long missing(FeatureSummary seen, WindowSummary summary) {
        return Math.max(0, summary.predictions() - seen.count());
    }
}
