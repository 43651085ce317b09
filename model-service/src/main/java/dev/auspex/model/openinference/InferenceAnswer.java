package dev.auspex.model.openinference;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Answer of an inference.
 *
 * @param modelName    model that answered
 * @param modelVersion version that answered
 * @param id           the request's id, if it had one
 * @param outputs      the outputs asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceAnswer(
        @JsonProperty("model_name") String modelName,
        @JsonProperty("model_version") String modelVersion,
        String id,
        List<OutputTensor> outputs) {}
