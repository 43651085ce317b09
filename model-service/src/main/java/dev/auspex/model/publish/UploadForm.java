package dev.auspex.model.publish;

import java.util.Deque;
import java.util.List;
import java.util.Set;

import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;
import org.jboss.resteasy.reactive.server.multipart.FormValue;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Checks the parts of an upload as they were sent. The framework itself would take the first of two parts with the same
 * name, read an unknown word as false, and ignore a part with a misspelled name.
 */
final class UploadForm {

    private static final List<String> PARTS = List.of("file", "data", "version", "load");
    /** The part for files with weights, of which a graph may have several. */
    private static final String SEVERAL = "data";

    private static final Set<String> YES_OR_NO = Set.of("true", "false");

    private UploadForm() {}

    /**
     * @throws ProblemException INVALID_INPUT if a part of the current request is unknown, a part other than data is
     *     sent twice, or load is neither true nor false
     */
    static void check() {
        FormData form = CurrentRequestManager.get().getFormData();
        for (String part : form) {
            if (!PARTS.contains(part)) {
                throw wrong(
                        part, "The part `" + part + "` is unknown. Known parts are " + String.join(", ", PARTS) + ".");
            }
        }
        for (String part : PARTS) {
            Deque<FormValue> values = form.get(part);
            if (values != null && values.size() > 1 && !part.equals(SEVERAL)) {
                throw wrong(part, "The part `" + part + "` was sent " + values.size() + " times. Send it once.");
            }
        }
        Deque<FormValue> load = form.get("load");
        if (load != null && !YES_OR_NO.contains(load.getFirst().getValue())) {
            throw wrong("load", "The part `load` must be true or false.");
        }
    }

    private static ProblemException wrong(String part, String detail) {
        return new ProblemException(
                ProblemType.INVALID_INPUT, detail, List.of(new Violation("#" + part, "invalid", detail)));
    }
}
