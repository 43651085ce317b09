package dev.auspex.model.registry;

import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;

/** Describes what is wrong with the JSON of a file and where, without Jackson's own messages, which name classes. */
public final class JsonFault {

    private JsonFault() {}

    /**
     * Returns the fault in words for the author of the file, with a JSON pointer, line and column where they are known.
     */
    public static String of(JsonProcessingException e) {
        String where = e.getLocation() == null || e.getLocation().getLineNr() < 1
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String pointer = mapping.getPath().stream()
                    .map(step -> "/" + (step.getFieldName() == null ? step.getIndex() : step.getFieldName()))
                    .collect(Collectors.joining());
            return "the value of " + pointer + " is not valid" + where;
        }
        return e instanceof JsonMappingException
                ? "it is not the expected JSON object" + where
                : "it is not valid JSON, or it is cut off" + where;
    }
}
