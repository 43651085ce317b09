package dev.auspex.model.publish;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.Configs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Who may bring models where tenants may not. Both are refused before anything is looked at, for different reasons. */
class PublisherTest {

    private final Publisher publisher = new Publisher(
            Configs.of(UploadConfig.class, Map.of("auspex.upload.tenants", "false")),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    @Test
    void takesNothingFromTenants() {
        assertThat(refusal(UUID.randomUUID())).isEqualTo(ProblemType.FORBIDDEN);
    }

    @Test
    void looksAtWhatTheOperatorBrings() {
        assertThat(refusal(null)).isEqualTo(ProblemType.INVALID_INPUT);
    }

    private ProblemType refusal(UUID owner) {
        Publisher.Upload upload =
                new Publisher.Upload(owner, null, "No Such Name", null, Path.of("none"), "none", List.of(), true);
        return catchThrowableOfType(ProblemException.class, () -> publisher.publish(upload))
                .type();
    }
}
