package dev.auspex.model.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.contracts.http.Role;
import dev.auspex.graph.Graphs;
import dev.auspex.graph.PreparedPackages;
import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TestDatabase;
import dev.auspex.localstack.testing.TokenIssuer;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.publish.RegistryClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@TestProfile(RegistryTest.Settings.class)
@WithTestResource(TokenIssuer.class)
@WithTestResource(ModelFolder.class)
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {
            @ResourceArg(name = "servers", value = "postgres,kafka"),
            @ResourceArg(name = "database", value = "model")
        })
class RegistryTest {

    /** Limits small enough to be met by a test. */
    public static class Settings implements QuarkusTestProfile {

        @Override
        public java.util.Map<String, String> getConfigOverrides() {
            return java.util.Map.of(
                    "auspex.upload.largest", "1M",
                    "auspex.validation.timeout", "20s",
                    "auspex.validation.memory", "700M",
                    "auspex.models.grace", "100ms");
        }
    }

    @TestHTTPResource
    URL service;

    @ConfigProperty(name = "auspex.service.secret")
    String secret;

    private final UUID tenant = UUID.randomUUID();
    private RegistryClient admin;
    private RegistryClient analyst;
    private RegistryClient member;
    private RegistryClient operator;

    @BeforeEach
    void callers() {
        admin = RegistryClient.of(service.toString(), tenant, Role.ADMIN);
        analyst = RegistryClient.of(service.toString(), tenant, Role.ANALYST);
        member = RegistryClient.of(service.toString(), tenant, Role.MEMBER);
        operator = RegistryClient.operator(service.toString(), secret);
        await().atMost(Duration.ofSeconds(30)).until(() -> analyst.get("/api/v1/models/churn/versions/2/status")
                .text()
                .contains("\"ready\""));
    }

    @Test
    void registersWhatCameWithTheServiceAsSharedVersions() {
        // When
        JsonNode status =
                analyst.get("/api/v1/models/churn/versions/champion/status").json();

        // Then
        assertThat(status.path("version").asText()).isEqualTo("2");
        assertThat(status.path("shared").asBoolean()).isTrue();
        assertThat(status.path("state").asText()).isEqualTo("ready");
        assertThat(status.path("provenance").path("origin").asText()).isEqualTo("bundled");
        assertThat(status.path("inputs")).hasSize(19);
        assertThat(status.path("aliases").path(0).asText()).isEqualTo("champion");
        assertThat(status.path("hasReference").asBoolean()).isTrue();
        assertThat(analyst.get("/api/v1/models/churn/versions/2/metrics").json().has("auc"))
                .isTrue();
        assertThat(analyst.get("/api/v1/models/churn/versions/2/card").text()).contains("churn");
        assertThat(analyst.get("/api/v1/models/churn/versions").json()).hasSize(2);
        assertThat(analyst.get("/api/v1/models/churn/aliases/champion/moves").json())
                .hasSize(1);
    }

    @Test
    void takesABareGraphAndReadsItsSchema() {
        // When
        Answer answer = admin.upload("iris", "iris.onnx", Onnx.zipMapClassifier());

        // Then
        JsonNode told = answer.expect(201).json();
        assertThat(answer.response().headers().firstValue("Location"))
                .contains("/api/v1/models/iris/versions/1/status");
        assertThat(told.path("version").asText()).isEqualTo("1");
        assertThat(told.path("producer").asText()).isEqualTo("skl2onnx 1.0");
        assertThat(told.path("opset").asInt()).isEqualTo(15);
        assertThat(told.path("described").asBoolean()).isFalse();
        assertThat(told.path("outputs").path(1).path("type").asText()).isEqualTo("SEQUENCE<MAP<INT64,FP32>>");
        assertThat(told.path("provenance").path("fileName").asText()).isEqualTo("iris.onnx");
        assertThat(told.path("sha256").asText()).isEqualTo(ModelFolder.sha256(Onnx.zipMapClassifier()));
        admin.awaitState("iris", "1", "ready");
        assertThat(member.get("/api/v1/models/iris/versions/1")
                        .expect(200)
                        .json()
                        .path("onnxSha256")
                        .asText())
                .isEqualTo(ModelFolder.sha256(Onnx.zipMapClassifier()));
        assertThat(member.get("/v2/models/iris").expect(200).json().path("inputs"))
                .hasSize(1);
        admin.upload("iris", "iris.onnx", Onnx.zipMapClassifier(2)).expect(201);
        assertThat(analyst.get("/api/v1/models/iris/versions")
                        .json()
                        .path(1)
                        .path("version")
                        .asText())
                .isEqualTo("2");
    }

    @ParameterizedTest
    @MethodSource("otherTools")
    void servesGraphsOfOtherTools(String model, byte[] onnx) {
        // When
        admin.uploaded(model, "a.1", onnx);

        // Then
        assertThat(member.get("/v2/models/" + model + "/ready").status()).isEqualTo(200);
        assertThat(member.get("/api/v1/models").text()).contains("\"" + model + "\"");
    }

    static Stream<Arguments> otherTools() {
        return Stream.of(
                Arguments.of("regressor", Onnx.regressor()),
                Arguments.of("colours", Onnx.stringInput()),
                Arguments.of("columns", Onnx.columns()));
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesABadFileWithAReasonAndServesOn(String what, byte[] file, String reason) {
        // When
        Answer answer = admin.upload("bad", what + ".onnx", file);

        // Then
        answer.expect(400);
        assertThat(answer.json().path("type").asText()).endsWith("/invalid-input");
        assertThat(answer.json().path("detail").asText()).contains(reason).doesNotContain("ORT_", "onnxruntime");
        assertThat(analyst.get("/api/v1/models/bad/versions").status()).isEqualTo(404);
        assertThat(member.get("/v2/models/churn/ready").status()).isEqualTo(200);
    }

    static Stream<Arguments> badFiles() throws IOException {
        byte[] good = Onnx.regressor();
        return Stream.of(
                Arguments.of("empty", new byte[0], "empty"),
                Arguments.of("text", "hello, this is no model".getBytes(), "not an ONNX file"),
                Arguments.of("truncated", Arrays.copyOf(good, good.length - 20), "cut off"),
                Arguments.of("2gb", Onnx.claimsTwoGigabytes(), "claims 2147483647 bytes"),
                Arguments.of("external", Onnx.externalData(), "external data"),
                Arguments.of(
                        "unknown",
                        Onnx.unknownOperator(),
                        "an unnamed node (NoSuchOperator): this operator does not exist in operator set"),
                Arguments.of("loop", Onnx.infiniteLoop(), "never ends"),
                Arguments.of("memory", Onnx.memoryEater(), "memory"),
                Arguments.of(
                        "division", Graphs.division("Div", DataType.INT64), "node z (Div) divides whole numbers by y"),
                Arguments.of("branch", Graphs.divisionInBranch(DataType.INT32), "node quotient (Div)"),
                Arguments.of("triangle", Graphs.triangle(true), "node y (Trilu) computes its k"),
                Arguments.of("slip", zip("../../evil", "x"), "name"),
                Arguments.of("nopackage", zip("readme.txt", "x"), "model.json"),
                Arguments.of("nograph", zip("model.json", "{\"model\": \"bad\", \"version\": \"1\"}"), "model.onnx"),
                Arguments.of("garbled", zip("model.json", "{\"model\": ", "model.onnx", "x"), "model.json"));
    }

    @Test
    void findsNoVersionWhoseNameHasANulCharacter() {
        // When
        Answer answer = admin.json("PUT", "/api/v1/models/churn/aliases/stable", "{\"version\": \"a\\u0000b\"}");

        // Then
        answer.expect(404);
    }

    @Test
    void leavesItToTheOperatorToShareAGraphThatMayDivideByZero() {
        // When
        Answer answer =
                operator.upload("risky", "risky.onnx", Graphs.divisionInBranch(DataType.INT64), "load", "false");

        // Then
        answer.expect(201);
        operator.delete("/api/v1/models/risky/versions/1").expect(204);
    }

    @Test
    void endsALoopAtTheDeadlineAndAnswersTheNext() {
        // Given
        admin.uploaded("loop", "1", Graphs.countedLoop(false));
        String call = """
                {"parameters": {"timeout": 300000}, "inputs": [
                  {"name": "rounds", "datatype": "INT64", "shape": [], "data": [%d]},
                  {"name": "x", "datatype": "FP32", "shape": [1], "data": [1]}]}""";
        long began = System.nanoTime();

        // When
        // More than the workers: each would be lost for good.
        for (int i = 0; i < 4; i++) {
            member.json("POST", "/v2/models/loop/infer", call.formatted(1L << 62))
                    .expect(504);
        }

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        assertThat(member.json("POST", "/v2/models/loop/infer", call.formatted(3))
                        .expect(200)
                        .json()
                        .at("/outputs/0/data/0")
                        .asDouble())
                .isEqualTo(8);
    }

    @Test
    void refusesAFileThatIsTooLargeAndOtherBodiesSooner() {
        // When
        Answer file = admin.upload("large", "large.onnx", new byte[(1 << 20) + 1]);
        Answer form = admin.upload("large", "large.onnx", new byte[3 << 20]);
        Answer json = admin.json("POST", "/v2/models/churn/infer", "[" + " ".repeat(17 << 20) + "]");

        // Then
        assertThat(file.expect(413).json().path("type").asText()).endsWith("/body-too-large");
        form.expect(413);
        json.expect(413);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "multipart/form-data; boundary=b|''",
                "multipart/form-data; boundary=b|--another",
                "multipart/form-data; boundary=b|--b~Content-Disposition: form-data; name=\"file\"; filename=\"m\"~~cut off",
                "multipart/form-data; boundary=b|--b~Content-Disposition: form-data; name=\"version\"~Content-Type: text/plain;"
                        + " charset=zzz~~1~--b--~"
            })
    void saysThatAMultipartBodyCannotBeRead(String contentType, String body) {
        // When
        Answer answer =
                admin.uploadRaw("broken", contentType, body.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII));

        // Then
        assertThat(answer.expect(400).json().path("type").asText()).endsWith("malformed-body");
    }

    @Test
    void refusesAPartThatComesTwiceOrIsMissing() {
        // Given
        String part = "--b~Content-Disposition: form-data; name=\"file\"; filename=\"m.onnx\"~"
                + "Content-Type: application/octet-stream~~x~";
        String version = "--b~Content-Disposition: form-data; name=\"version\"~~1~";

        // When
        Answer twice = form(part + part + "--b--~");
        Answer versions = form(version + version + part + "--b--~");
        Answer missing = form(version + "--b--~");

        // Then
        assertThat(violation(twice)).isEqualTo("#file: The part `file` was sent 2 times. Send it once.");
        assertThat(violation(versions)).isEqualTo("#version: The part `version` was sent 2 times. Send it once.");
        assertThat(violation(missing)).isEqualTo("#file: Part `file` is missing.");
    }

    private Answer form(String lines) {
        return admin.uploadRaw(
                "forms",
                "multipart/form-data; boundary=b",
                lines.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String violation(Answer answer) {
        JsonNode first = answer.expect(400).json().at("/violations/0");
        return first.path("pointer").asText() + ": " + first.path("message").asText();
    }

    @Test
    void takesNoWordButTrueAndFalseForLoad() {
        assertThat(violation(admin.upload("forms", "m.onnx", Onnx.regressor(), "load", "maybe")))
                .isEqualTo("#load: The part `load` must be true or false.");
    }

    @Test
    void passesOverNoMisspeltPart() {
        assertThat(violation(admin.upload("misspelt", "m.onnx", Onnx.regressor(), "verison", "7")))
                .isEqualTo("#verison: The part `verison` is unknown. Known parts are file, data, version, load.");
    }

    @Test
    void tellsTheLimitsOfNames() {
        assertThat(violation(admin.upload("a".repeat(65), "m.onnx", Onnx.regressor())))
                .startsWith("#name: ")
                .contains("1 to 64 characters", "a-z, 0-9, dot, underscore, hyphen");
        assertThat(violation(admin.upload("x", "m.onnx", Onnx.regressor(), "version", "é")))
                .startsWith("#version: ")
                .contains("1 to 64 characters", "start with a letter or digit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\": \"a\", \"title\": \"b\"}|same member twice",
                "{\"title\": \"a\"} {}|continues after",
                "{\"title\": \"a\"} nonsense|not the JSON",
                "{\"features\": [{\"name\": \"a\", \"name\": \"b\"}]}|same member twice"
            })
    void refusesJsonThatCanBeReadInTwoWays(String body, String reason) {
        // When
        Answer answer = admin.json("PATCH", "/api/v1/models/churn/versions/2", body);

        // Then
        assertThat(answer.expect(400).json().path("type").asText()).endsWith("malformed-body");
        assertThat(answer.json().path("detail").asText()).contains(reason);
    }

    @Test
    void refusesTextsThatCannotBeStored() {
        // Given
        admin.uploaded("texts", "1", Onnx.columns());
        String path = "/api/v1/models/texts/versions/1";
        String good = description("b");

        // When
        Answer nul = admin.json("PATCH", path, good.replace("\"description\": \"b\"", "\"description\": \"\\u0000\""));
        Answer half = admin.json("PATCH", path, good.replace("[\"no\"", "[\"n\\ud83do\""));

        // Then
        assertThat(violation(nul)).startsWith("/features/1/description: ");
        assertThat(violation(half)).startsWith("/labels/0: ");
        admin.json("PATCH", path, good.replace("[\"no\"", "[\"n\\ud83d\\ude00o\""))
                .expect(200);
    }

    @Test
    void refusesAFormWithoutAFileOrWithWrongNames() {
        assertThat(admin.json("POST", "/api/v1/models/x/versions", "{}").status())
                .isEqualTo(415);
        assertThat(admin.upload("Bad.Name", "m.onnx", Onnx.regressor())
                        .expect(400)
                        .json()
                        .path("violations")
                        .path(0)
                        .path("pointer")
                        .asText())
                .isEqualTo("#name");
        admin.upload("x", "m.onnx", Onnx.regressor(), "version", "no/version").expect(400);
    }

    @Test
    void keepsAVersionAsItIsForEver() {
        // Given
        admin.uploaded("fixed", "1", Onnx.times(2));

        // When
        Answer same = admin.upload("fixed", "m.onnx", Onnx.times(2), "version", "1");
        Answer other = admin.upload("fixed", "m.onnx", Onnx.times(3), "version", "1");

        // Then
        same.expect(200);
        assertThat(other.expect(409).json().path("detail").asText()).contains("versions never change");
        assertThat(member.factor("fixed", "1")).isEqualTo(2);
        admin.post("/api/v1/models/fixed/versions/1/unload").expect(200);
        admin.delete("/api/v1/models/fixed/versions/1").expect(204);
        assertThat(admin.upload("fixed", "m.onnx", Onnx.times(2), "version", "1")
                        .expect(409)
                        .text())
                .contains("was deleted");
    }

    @Test
    void takesAPackageAndGivesItBack() throws IOException {
        // Given
        byte[] zip = churnAs("mychurn", "9");

        // When
        Answer answer = admin.upload("mychurn", "mychurn.zip", zip);

        // Then
        assertThat(answer.expect(201).json().path("described").asBoolean()).isTrue();
        admin.awaitState("mychurn", "9", "ready");
        Answer file = analyst.get("/api/v1/models/mychurn/versions/9/artifact");
        assertThat(file.expect(200).response().body()).isEqualTo(zip);
        String tag = file.response().headers().firstValue("ETag").orElseThrow();
        assertThat(tag).isEqualTo("\"" + ModelFolder.sha256(zip) + "\"");
        analyst.get("/api/v1/models/mychurn/versions/9/artifact", "If-None-Match", tag)
                .expect(304);
        assertThat(member.get("/api/v1/models/mychurn/versions/9")
                        .expect(200)
                        .json()
                        .path("features"))
                .hasSize(19);
        assertThat(member.get("/api/v1/models/mychurn/versions/9/reference").status())
                .isEqualTo(200);
        assertThat(analyst.get("/api/v1/models/mychurn/versions/9/card").text()).isNotBlank();
    }

    @Test
    void takesAPackageOfTextsTriesItServesItAndChangesItsTitle() throws IOException {
        // Given
        Path folder = Files.createTempDirectory(Path.of("target"), "mood");
        PreparedPackages.writeMood(folder);

        // When
        admin.upload("mymood", "mymood.zip", zipOf(folder, "mymood")).expect(201);
        admin.awaitState("mymood", "1", "ready");
        Answer answer = member.json(
                "POST", "/internal/v1/models/mymood/versions/1/infer", "{\"features\": {\"review\": \"good tea\"}}");

        // Then
        assertThat(answer.expect(200).json().path("label").asText()).isEqualTo("yes");
        admin.json("PATCH", "/api/v1/models/mymood/versions/1", "{\"title\": \"My mood\"}")
                .expect(200);
    }

    @Test
    void refusesAPackageWhosePreparationIsNotGood() throws IOException {
        for (String preparation : new String[] {
            "{}",
            "{\"text\": {\"feature\": \"review\", \"tokenizer\": \"../model.json\", \"tokens\": 8}}",
            "{\"text\": {\"feature\": \"review\", \"tokenizer\": \"absent.json\", \"tokens\": 8}}",
            "{\"text\": {\"feature\": \"review\", \"tokenizer\": \"tokenizer.json\", \"tokens\": 100000}}",
            "{\"text\": {\"feature\": \"other\", \"tokenizer\": \"tokenizer.json\", \"tokens\": 8}}",
            "{\"text\": {\"feature\": \"review\", \"tokenizer\": \"model.json\", \"tokens\": 8}}",
            "{\"image\": {\"feature\": \"review\", \"width\": 2, \"height\": 2, \"layout\": \"NCHW\", \"colour\": \"grey\"}}",
            "{\"image\": {\"feature\": \"review\", \"width\": 2, \"height\": 2, \"layout\": \"NCHW\", \"colour\": \"grey\", "
                    + "\"mean\": [null]}}"
        }) {
            // Given
            Path folder = Files.createTempDirectory(Path.of("target"), "mood");
            PreparedPackages.writeMood(folder);
            Files.writeString(folder.resolve("preparation.json"), preparation);

            // When
            Answer answer = admin.upload("badmood", "badmood.zip", zipOf(folder, "badmood"));

            // Then
            assertThat(answer.expect(400).text()).as(preparation).contains("preparation.json");
        }
    }

    @Test
    void refusesAnImageThatIsDescribedAsATextOrAsOptional() throws IOException {
        for (String[] change : new String[][] {
            {"\"type\": \"image\"", "\"type\": \"text\"", "must be the image picture"},
            {"\"required\": true", "\"required\": false", "must be required"}
        }) {
            // Given
            Path folder = Files.createTempDirectory(Path.of("target"), "shade");
            PreparedPackages.writeShade(folder);
            Path description = folder.resolve("model.json");
            Files.writeString(description, Files.readString(description).replace(change[0], change[1]));
            for (String file : new String[] {"model.json", "reference.json"}) {
                Path path = folder.resolve(file);
                Files.writeString(path, Files.readString(path).replace("\"shade\"", "\"mood\""));
            }

            // When
            Answer answer = admin.upload("badshade", "badshade.zip", zipOf(folder, "badshade"));

            // Then
            assertThat(answer.expect(400).text()).contains(change[2]);
        }
    }

    private static byte[] zipOf(Path folder, String model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes);
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                byte[] content = Files.readAllBytes(file);
                put(
                        out,
                        name,
                        name.equals("model.json") || name.equals("reference.json")
                                ? new String(content, StandardCharsets.UTF_8)
                                        .replace("\"mood\"", "\"" + model + "\"")
                                        .getBytes(StandardCharsets.UTF_8)
                                : content);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void refusesAPackageWhoseNamesAreNotThoseOfItsAddress() throws IOException {
        assertThat(admin.upload("another", "p.zip", churnAs("mychurn", "9"))
                        .expect(400)
                        .text())
                .contains("`model` is mychurn");
        assertThat(admin.upload("mychurn2", "p.zip", churnAs("mychurn2", "9"), "version", "8")
                        .expect(400)
                        .text())
                .contains("The version is 9 in model.json, but 8 in the form.");
    }

    @Test
    void completesTheSchemaOfABareGraph() {
        // Given
        admin.uploaded("describe", "1", Onnx.columns());
        String row = "{\"features\": {\"a\": 0.25, \"b\": 0.75}}";
        assertThat(member.json("POST", "/internal/v1/models/describe/versions/1/infer", row)
                        .expect(409)
                        .text())
                .contains("has no schema");
        assertThat(member.get("/api/v1/models/describe/versions/1/reference").status())
                .isEqualTo(404);

        // When
        Answer wrong = admin.json("PATCH", "/api/v1/models/describe/versions/1", description("c"));
        Answer right = admin.json("PATCH", "/api/v1/models/describe/versions/1", description("b"));

        // Then
        assertThat(wrong.expect(400).text())
                .contains("feature c is not an input of the graph", "input b is not a feature");
        assertThat(right.expect(200).json().path("features")).hasSize(2);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> member.json("POST", "/internal/v1/models/describe/versions/1/infer", row)
                        .expect(200));
        assertThat(member.get("/api/v1/models/describe/versions/1")
                        .json()
                        .path("labels")
                        .path(1)
                        .asText())
                .isEqualTo("yes");
        assertThat(admin.json("PATCH", "/api/v1/models/describe/versions/1", description("b"))
                        .expect(409)
                        .text())
                .contains("can no longer change");
        admin.json("PATCH", "/api/v1/models/describe/versions/1", "{\"title\": \"Two columns\"}")
                .expect(200);
    }

    @Test
    void takesTheNamesOfInputsWhereNobodyDescribesThem() {
        // Given
        admin.uploaded("inputs", "1", Onnx.softmaxOfColumns());

        // When
        Answer described = admin.json(
                "PATCH",
                "/api/v1/models/inputs/versions/1",
                "{\"labels\": [\"no\", \"yes\"], \"positiveLabel\": \"yes\"}");

        // Then
        assertThat(described.expect(200).json().at("/features/0/name").asText()).isEqualTo("a");
        assertThat(described.json().at("/features/1/required").asBoolean()).isTrue();
        assertThat(typed("inputs", "{\"a\": 0.25, \"b\": 0.75}").path("score").isNumber())
                .isTrue();
    }

    @Test
    void warmsUpWhatWasDescribedWithoutExamples() {
        // Given
        admin.uploaded("bare", "1", Onnx.softmaxOfColumns());
        String features = """
                {"labels": ["no", "yes"], "positiveLabel": "yes", "features": [
                  {"name": "a", "type": "number", "required": true}, {"name": "b", "type": "number", "min": 0.5, "max": 2}]}""";

        // When
        Answer described = admin.json("PATCH", "/api/v1/models/bare/versions/1", features);

        // Then
        assertThat(described.expect(200).json().at("/features/0/example").asDouble())
                .isZero();
        assertThat(described.json().at("/features/1/example").asDouble()).isEqualTo(0.5);
        assertThat(typed("bare", "{\"a\": 0.25, \"b\": 0.75}").path("score").isNumber())
                .isTrue();
    }

    @Test
    void refusesADescriptionThatCouldNeverBeServedAndNamesItsMembers() {
        // Given
        admin.uploaded("unservable", "1", Onnx.columns());
        String path = "/api/v1/models/unservable/versions/1";

        // When
        Answer example =
                admin.json("PATCH", path, description("b").replace("\"example\": 0.75", "\"example\": \"much\""));
        Answer labels = admin.json("PATCH", path, "{\"labels\": [\"no\"], \"positiveLabel\": \"yes\"}");

        // Then
        assertThat(example.expect(400).json().at("/violations/0/pointer").asText())
                .isEqualTo("/features/1/example");
        assertThat(example.text()).contains("The example of `b` does not match the schema");
        assertThat(labels.expect(400).json().at("/violations/0/pointer").asText())
                .isEqualTo("/labels");
        assertThat(labels.json().at("/violations/1/pointer").asText()).isEqualTo("/positiveLabel");
        admin.json("PATCH", path, description("b")).expect(200);
    }

    @Test
    void refusesExamplesThatTheGraphAnswersWithNoProbabilitiesAndStoresNothing() {
        // Given
        // Its outputs are the two values themselves.
        admin.uploaded("improbable", "1", Onnx.columns());
        String path = "/api/v1/models/improbable/versions/1";

        // When
        Answer sum = admin.json("PATCH", path, description("b").replace("\"example\": 0.75", "\"example\": 7"));
        Answer negative = admin.json(
                "PATCH",
                path,
                description("b").replace("\"example\": 0.75", "\"example\": -4").replace("0.25", "5"));

        // Then
        assertThat(sum.expect(400).json().at("/violations/0/pointer").asText()).isEqualTo("/features");
        assertThat(sum.json().path("detail").asText())
                .contains("fails on the examples", "returned [0.25, 7.0] with the sum 7.25 for 2 labels");
        assertThat(negative.expect(400).json().path("detail").asText()).contains("[5.0, -4.0]");
        assertThat(admin.get(path + "/status").json().path("described").asBoolean())
                .isFalse();
        admin.json("PATCH", path, description("b")).expect(200);
        assertThat(typed("improbable", "{\"a\": 0.25, \"b\": 0.75}")
                        .path("score")
                        .asDouble())
                .isEqualTo(0.75);
    }

    @Test
    void asksTheColumnsOfAMatrixByNamesThatNobodyGave() {
        // Given
        admin.uploaded("matrix", "1", Onnx.zipMapClassifier());

        // When
        Answer described = admin.json(
                "PATCH",
                "/api/v1/models/matrix/versions/1",
                "{\"labels\": [\"0\", \"1\"], \"positiveLabel\": \"1\", \"threshold\": 0.5}");

        // Then
        assertThat(described.expect(200).json().at("/features/1/name").asText()).isEqualTo("f1");
        JsonNode answer = typed("matrix", "{\"f0\": 2, \"f1\": 4}");
        assertThat(answer.path("label").asText()).isEqualTo("1");
        // Scores 0.1 - 2 * 0.5 - 4 * 0.25 and -0.1 + 2 * 0.5 + 4 * 0.25, then softmax.
        assertThat(answer.path("score").asDouble()).isCloseTo(1 / (1 + Math.exp(-3.8)), within(1e-6));
        assertThat(answer.at("/probabilities/0").asDouble()).isCloseTo(1 / (1 + Math.exp(3.8)), within(1e-6));
        assertThat(member.json(
                                "POST",
                                "/internal/v1/models/matrix/versions/1/infer",
                                "{\"features\": {\"f0\": 2, \"f2\": 4}}")
                        .expect(400)
                        .text())
                .contains("`f2` is not a feature", "`f1` is required.");
    }

    @Test
    void asksTheColumnsOfAMatrixByTheNamesGivenAndFindsLabelsByTheirs() {
        // Given
        admin.uploaded("mail", "1", Graphs.zipMapOfTexts());
        String path = "/api/v1/models/mail/versions/1";
        String names = """
                {"labels": ["spam", "ham"], "positiveLabel": "spam", "threshold": 0.5, "features": [
                  {"name": "links", "type": "integer", "description": "", "required": true, "example": 1},
                  {"name": "length", "type": "number", "description": "", "required": true, "example": 1}%s]}""";
        String third = ", {\"name\": \"kind\", \"type\": \"category\", \"description\": \"\", \"required\": true,"
                + " \"categories\": [\"a\"], \"example\": \"a\"}";

        // When
        Answer wrong = admin.json("PATCH", path, names.formatted(third));
        Answer right = admin.json("PATCH", path, names.formatted(""));

        // Then
        assertThat(wrong.expect(400).text())
                .contains("input X has 2 columns, but there are 3 features", "feature kind is a category");
        right.expect(200);
        JsonNode answer = typed("mail", "{\"links\": 2, \"length\": 1}");
        assertThat(answer.path("label").asText()).isEqualTo("spam");
        assertThat(answer.path("score").asDouble()).isCloseTo(1 / (1 + Math.exp(-2.5)), within(1e-6));
        assertThat(answer.at("/probabilities/0").asDouble())
                .isEqualTo(answer.path("score").asDouble());
    }

    /** Once every replica follows the description. */
    private JsonNode typed(String model, String features) {
        String row = "{\"features\": " + features + "}";
        Answer[] answer = new Answer[1];
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> answer[0] = member.json("POST", "/internal/v1/models/" + model + "/versions/1/infer", row)
                                .expect(200));
        return answer[0].json();
    }

    private static String description(String second) {
        return """
                {"labels": ["no", "yes"], "positiveLabel": "yes", "threshold": 0.5, "features": [
                  {"name": "a", "type": "number", "description": "a", "required": true, "categories": [], "example": 0.25},
                  {"name": "%s", "type": "number", "description": "b", "required": true, "categories": [], "example": 0.75}]}""".formatted(second);
    }

    @Test
    void movesAliasesInOneStepAndKeepsEachMove() {
        // Given
        admin.uploaded("moved", "1", Onnx.times(1));
        admin.uploaded("moved", "2", Onnx.times(2));
        String alias = "/api/v1/models/moved/aliases/champion";

        // When
        admin.json("PUT", alias, "{\"version\": \"1\"}").expect(200);
        Answer moved = admin.json("PUT", alias, "{\"version\": \"2\", \"expected\": \"1\"}");
        Answer late = admin.json("PUT", alias, "{\"version\": \"1\", \"expected\": \"1\"}");

        // Then
        assertThat(moved.expect(200).json().path("from").asText()).isEqualTo("1");
        assertThat(late.expect(409).json().path("detail").asText()).contains("points to version 2, not to 1");
        await().untilAsserted(
                        () -> assertThat(member.factor("moved", "champion")).isEqualTo(2));
        assertThat(member.factor("moved", null)).isEqualTo(2);
        admin.json("PUT", alias, "{\"version\": \"7\"}").expect(404);
        admin.json("PUT", alias, "{\"version\": \"\"}").expect(400);
        admin.delete(alias + "?expected=1").expect(409);
        admin.delete(alias).expect(204);
        admin.delete(alias).expect(404);
        JsonNode moves = analyst.get(alias + "/moves").json();
        assertThat(moves).hasSize(3);
        assertThat(moves.path(0).path("from").asText()).isEqualTo("2");
        assertThat(moves.path(0).has("to")).isFalse();
        assertThat(moves.path(1).path("to").asText()).isEqualTo("2");
        assertThat(moves.path(1).path("account").asText()).isNotBlank();
    }

    @Test
    void takesForTheNewestWhatWasRegisteredLastWhateverItsName() {
        // Given
        String model = "by-time";
        List<String> names = List.of("beta", "2", "9f3c2d1", "10", "0a1b2c3");
        for (int i = 0; i < names.size(); i++) {
            admin.uploaded(model, names.get(i), Onnx.times(2 + i));
        }

        // Then
        assertThat(admin.factor(model, null)).isEqualTo(6);
        assertThat(texts(admin.get("/v2/models/" + model).json().path("versions")))
                .isEqualTo(names);
        assertThat(admin.get("/api/v1/models/" + model + "/versions").json())
                .extracting(it -> it.path("version").asText())
                .isEqualTo(names);
        List<String> listed = new ArrayList<>();
        admin.get("/api/v1/models").json().forEach(it -> {
            if (it.path("name").asText().equals(model)) {
                listed.addAll(texts(it.path("versions")));
            }
        });
        assertThat(listed).isEqualTo(names);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(it -> texts.add(it.asText()));
        return texts;
    }

    @Test
    void letsNoVersionAndNoAliasShareAName() {
        // Given
        admin.uploaded("names", "1", Onnx.times(2));
        admin.uploaded("names", "2", Onnx.times(3));
        admin.json("PUT", "/api/v1/models/names/aliases/live", "{\"version\": \"1\"}")
                .expect(200);

        // When
        Answer alias = admin.json("PUT", "/api/v1/models/names/aliases/2", "{\"version\": \"1\"}");

        // Then
        alias.expect(409);
        admin.upload("names", "m.onnx", Onnx.times(4), "version", "live").expect(409);
        admin.upload("names", "m.onnx", Onnx.times(4), "version", "champion").expect(409);
    }

    @Test
    void refusesToTakeAwayWhatIsInUse() {
        // Given
        admin.uploaded("used", "1", Onnx.times(1));
        admin.json("PUT", "/api/v1/models/used/aliases/champion", "{\"version\": \"1\"}")
                .expect(200);

        // When, Then
        assertThat(admin.post("/api/v1/models/used/versions/1/unload")
                        .expect(409)
                        .text())
                .contains("has the alias champion");
        assertThat(admin.delete("/api/v1/models/used/versions/1").expect(409).text())
                .contains("has the alias champion");
        admin.delete("/api/v1/models/used/aliases/champion").expect(204);
        assertThat(admin.delete("/api/v1/models/used/versions/1").expect(409).text())
                .contains("Unload it first.");
        admin.post("/api/v1/models/used/versions/1/unload").expect(200);
        admin.awaitState("used", "1", "unloaded");
        assertThat(member.infer("used", "1").status()).isEqualTo(404);
        admin.json("PUT", "/api/v1/models/used/aliases/champion", "{\"version\": \"1\"}")
                .expect(409);
        admin.post("/api/v1/models/used/versions/1/load").expect(200);
        admin.awaitState("used", "1", "ready");
        assertThat(member.factor("used", "1")).isEqualTo(1);
    }

    @Test
    void countsEachTenantsModelOfOneNameForItself() {
        // Given
        RegistryClient other = RegistryClient.of(service.toString(), UUID.randomUUID(), Role.ADMIN);
        admin.uploaded("counted", "1", Onnx.times(2));
        other.uploaded("counted", "1", Onnx.times(3));
        String path = "/v2/models/counted/versions/1/stats";

        // When
        for (int i = 0; i < 3; i++) {
            admin.infer("counted", "1").expect(200);
        }
        other.infer("counted", "1").expect(200);

        // Then
        assertThat(inferences(admin.get(path))).isEqualTo(3);
        assertThat(inferences(other.get(path))).isEqualTo(1);
    }

    private static long inferences(Answer stats) {
        return stats.expect(200)
                .json()
                .at("/model_stats/0/inference_stats/success/count")
                .asLong();
    }

    @Test
    void answersTheModelRepositoryExtension() {
        // Given
        admin.upload("triton", "m.onnx", Onnx.times(4), "load", "false").expect(201);
        assertThat(index("triton", false).path("state").asText()).isEqualTo("UNAVAILABLE");

        // When
        admin.json("POST", "/v2/repository/models/triton/load", "{}").expect(200);

        // Then
        assertThat(member.factor("triton", null)).isEqualTo(4);
        assertThat(index("triton", true).path("state").asText()).isEqualTo("READY");
        admin.json("POST", "/v2/repository/models/triton/unload", "{}").expect(200);
        assertThat(member.infer("triton", null).status()).isEqualTo(404);
        assertThat(admin.json("POST", "/v2/repository/models/none/load", "{}")
                        .expect(404)
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("The model none does not exist.");
        assertThat(admin.json("POST", "/v2/repository/models/churn/unload", "{}")
                        .expect(403)
                        .json()
                        .has("error"))
                .isTrue();
        admin.json("POST", "/v2/repository/models/triton/load", "{\"parameters\": {\"config\": \"{}\"}}")
                .expect(400);
    }

    private JsonNode index(String model, boolean ready) {
        for (JsonNode entry : admin.json("POST", "/v2/repository/index", "{\"ready\": " + ready + "}")
                .expect(200)
                .json()) {
            if (entry.path("name").asText().equals(model)) {
                return entry;
            }
        }
        throw new AssertionError("not in the index: " + model);
    }

    @Test
    void keepsTenantsApart() {
        // Given
        admin.uploaded("private", "1", Onnx.times(5));
        UUID another = UUID.randomUUID();
        RegistryClient stranger = RegistryClient.of(service.toString(), another, Role.ADMIN);

        // When, Then
        assertThat(stranger.get("/api/v1/models").text()).contains("churn").doesNotContain("private");
        for (String path : new String[] {
            "/api/v1/models/private/versions",
            "/api/v1/models/private/versions/1",
            "/api/v1/models/private/versions/1/status",
            "/api/v1/models/private/versions/1/artifact",
            "/api/v1/models/private/aliases",
            "/v2/models/private"
        }) {
            assertThat(stranger.get(path).status()).as(path).isEqualTo(404);
        }
        stranger.infer("private", "1").expect(404);
        stranger.post("/api/v1/models/private/versions/1/unload").expect(404);
        stranger.delete("/api/v1/models/private/versions/1").expect(404);
        assertThat(stranger.json("POST", "/v2/repository/index", "{}").text()).doesNotContain("private");
        stranger.uploaded("private", "1", Onnx.times(6));
        assertThat(stranger.factor("private", "1")).isEqualTo(6);
        assertThat(member.factor("private", "1")).isEqualTo(5);
        assertThat(TestDatabase.service().count(another, "SELECT count(*) FROM version WHERE model = 'private'"))
                .isEqualTo(1);
        assertThat(TestDatabase.service().count(null, "SELECT count(*) FROM version WHERE model = 'private'"))
                .isZero();
        assertThat(TestDatabase.service()
                        .update(another, "UPDATE version_wish SET loaded = false WHERE tenant_id IS NULL"))
                .isZero();
    }

    @Test
    void letsOnlyTheOperatorChangeWhatIsShared() {
        // When, Then
        assertThat(admin.upload("churn", "m.onnx", Onnx.times(1)).expect(403).text())
                .contains("only the operator can change it");
        admin.post("/api/v1/models/churn/versions/2/reload").expect(403);
        admin.json("PUT", "/api/v1/models/churn/aliases/champion", "{\"version\": \"1\"}")
                .expect(403);
        operator.uploaded("common", "1", Onnx.times(7));
        assertThat(member.factor("common", "1")).isEqualTo(7);
        admin.uploaded("ours", "1", Onnx.times(1));
        assertThat(operator.upload("ours", "m.onnx", Onnx.times(1)).expect(409).text())
                .contains("A tenant already has");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/models/churn/versions",
                "GET /api/v1/models/churn/versions/2/status",
                "GET /api/v1/models/churn/versions/2/artifact",
                "GET /api/v1/models/churn/aliases/champion/moves",
                "POST /v2/repository/index"
            })
    void showsTheRegistryToAnalysts(String call) {
        String[] parts = call.split(" ");
        assertThat(member.json(parts[0], parts[1], "{}").status()).isEqualTo(403);
        assertThat(analyst.json(parts[0], parts[1], "{}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1/models/churn/versions/2/load",
                "POST /api/v1/models/churn/versions/2/unload",
                "POST /api/v1/models/churn/versions/2/reload",
                "DELETE /api/v1/models/churn/versions/2",
                "PATCH /api/v1/models/churn/versions/2",
                "PUT /api/v1/models/churn/aliases/champion",
                "DELETE /api/v1/models/churn/aliases/champion",
                "POST /v2/repository/models/churn/load",
                "POST /v2/repository/models/churn/unload"
            })
    void letsAdminsOnlyChangeAnything(String call) {
        String[] parts = call.split(" ");
        assertThat(analyst.json(parts[0], parts[1], "{\"version\": \"1\"}").status())
                .isEqualTo(403);
    }

    private static byte[] churnAs(String model, String version) throws IOException {
        Path folder = ModelFolder.COMMITTED.resolve("churn/2");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"model.json", "reference.json"}) {
                String text = Files.readString(folder.resolve(name))
                        .replaceFirst("\"model\"\\s*:\\s*\"churn\"", "\"model\": \"" + model + "\"")
                        .replaceFirst("\"version\"\\s*:\\s*\"2\"", "\"version\": \"" + version + "\"");
                put(out, name, text.getBytes());
            }
            put(out, "model.onnx", Files.readAllBytes(folder.resolve("model.onnx")));
            put(out, "card.md", Files.readAllBytes(folder.resolve("card.md")));
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                put(out, namesAndTexts[i], namesAndTexts[i + 1].getBytes());
            }
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
