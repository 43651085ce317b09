package dev.auspex.auth.audittrail;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.auspex.contracts.auth.AuditEvent;

/**
 * Formats events as CSV (RFC 4180). A field that a spreadsheet would read as a formula gets a leading apostrophe,
 * because strangers choose their own names and devices.
 */
final class Table {

    static final String HEAD = line(Stream.of("id", "at", "kind", "account", "subject", "detail", "source", "device"));

    private static final String FORMULA = "=+-@\t\r";

    private Table() {}

    static String rows(List<AuditEvent> events) {
        return events.stream().map(Table::row).collect(Collectors.joining());
    }

    private static String row(AuditEvent event) {
        String detail = new TreeMap<>(event.detail())
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("; "));
        return line(Stream.of(
                event.id(),
                event.at(),
                event.kind(),
                event.accountId(),
                event.subject(),
                detail,
                event.source(),
                event.device()));
    }

    private static String line(Stream<Object> fields) {
        return fields.map(field -> quoted(Objects.toString(field, ""))).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String field) {
        String safe = !field.isEmpty() && FORMULA.indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
        return "\"" + safe.replace("\"", "\"\"") + "\"";
    }
}
