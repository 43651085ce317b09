package dev.auspex.training.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.auspex.contracts.model.FeatureType;

/** Reader of a data set's file. It checks every field against the description of its column. */
public final class RowReader {

    /** Size of the largest file that can be read, in bytes. All rows are kept in memory. */
    static final long MAX_BYTES = 64L << 20;

    private static final Set<String> MISSING = Set.of("", "NA");

    private final DataSet dataSet;
    private final String file;
    private List<String> header = List.of();

    private RowReader(DataSet dataSet, String file) {
        this.dataSet = dataSet;
        this.file = file;
    }

    /**
     * Reads all rows.
     *
     * @param folder folder that holds {@link DataSet#file}
     * @throws DataException if the file does not exist, is too large or is not UTF-8, or if its columns or fields are
     *     not what the data set describes
     * @throws IOException   if reading fails
     */
    public static Rows read(DataSet dataSet, Path folder) throws IOException {
        Path path = folder.resolve(dataSet.file());
        return new RowReader(dataSet, path.toString()).rows(text(path));
    }

    private static String text(Path path) throws IOException {
        try {
            return FileText.strictly(StandardCharsets.UTF_8, FileText.bytes(path));
        } catch (CharacterCodingException e) {
            throw new DataException(path + ": The file is not UTF-8. Save it as UTF-8.", e);
        }
    }

    private Rows rows(String text) {
        List<CsvRecord> records = CsvParser.parse(file, text);
        if (records.size() < 2) {
            throw new DataException(file + ": The file needs a header line and at least one row.");
        }
        header = records.getFirst().fields();
        Map<String, Integer> places = places(records.getFirst());
        List<CsvRecord> body = records.subList(1, records.size());
        for (CsvRecord csv : body) {
            checkWidth(file, header, csv);
        }

        List<Column> columns = dataSet.columns();
        double[][] numbers = new double[columns.size()][];
        String[][] categories = new String[columns.size()][];
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            int place = places.get(column.header());
            if (column.isCategory()) {
                categories[i] =
                        body.stream().map(csv -> category(csv, place, column)).toArray(String[]::new);
            } else {
                numbers[i] = body.stream()
                        .mapToDouble(csv -> number(csv, place, column))
                        .toArray();
            }
        }
        int targetPlace = places.get(dataSet.target());
        boolean[] positives = new boolean[body.size()];
        for (int row = 0; row < positives.length; row++) {
            positives[row] = positive(body.get(row), targetPlace);
        }
        return new Rows(dataSet, numbers, categories, positives);
    }

    /** Returns the index of each header, from 0, after checking that exactly the expected headers are there. */
    private Map<String, Integer> places(CsvRecord first) {
        Set<String> expected = new HashSet<>();
        expected.add(dataSet.target());
        dataSet.columns().forEach(column -> expected.add(column.header()));

        Map<String, Integer> places = new TreeMap<>();
        for (int place = 0; place < first.fields().size(); place++) {
            String name = first.fields().get(place);
            if (!expected.contains(name)) {
                throw DataException.at(file, first.line(), place + 1, name, "This data set has no such column.");
            }
            if (places.put(name, place) != null) {
                throw DataException.at(file, first.line(), place + 1, name, "Another column has the same name.");
            }
        }
        expected.removeAll(places.keySet());
        if (!expected.isEmpty()) {
            throw new DataException(file + ": line " + first.line() + ": The header lacks "
                    + String.join(", ", expected.stream().sorted().toList()) + ".");
        }
        return places;
    }

    /** Checks that a record has as many fields as the header. */
    static void checkWidth(String file, List<String> header, CsvRecord csv) {
        int found = csv.fields().size();
        if (found < header.size()) {
            throw DataException.at(
                    file,
                    csv.line(),
                    found + 1,
                    header.get(found),
                    "The line ends after " + found + " of " + header.size() + " fields.");
        }
        if (found > header.size()) {
            throw DataException.at(
                    file,
                    csv.line(),
                    header.size() + 1,
                    "",
                    "The line has " + found + " fields, but the header has " + header.size() + ".");
        }
    }

    private double number(CsvRecord csv, int place, Column column) {
        String field = csv.fields().get(place);
        if (MISSING.contains(field)) {
            return Double.NaN;
        }
        double number;
        try {
            number = Double.parseDouble(field);
        } catch (NumberFormatException e) {
            throw problem(csv, place, "\"" + field + "\" is not a number.");
        }
        // The model takes floats: a value beyond their range would become infinity.
        if (Float.isInfinite((float) number) || Double.isNaN(number)) {
            throw problem(csv, place, "\"" + field + "\" is not a finite number.");
        }
        if (column.type() == FeatureType.INTEGER && number != Math.rint(number)) {
            throw problem(csv, place, "\"" + field + "\" is not a whole number.");
        }
        return number;
    }

    private String category(CsvRecord csv, int place, Column column) {
        String field = csv.fields().get(place);
        if (MISSING.contains(field)) {
            return "";
        }
        if (!column.categories().contains(field)) {
            throw problem(
                    csv, place, "\"" + field + "\" is not one of " + String.join(", ", column.categories()) + ".");
        }
        return field;
    }

    private boolean positive(CsvRecord csv, int place) {
        String field = csv.fields().get(place);
        if (field.equals(dataSet.positiveLabel())) {
            return true;
        }
        if (field.equals(dataSet.negativeLabel())) {
            return false;
        }
        throw problem(csv, place, "\"" + field + "\" is not one of " + String.join(", ", dataSet.labels()) + ".");
    }

    private DataException problem(CsvRecord csv, int place, String problem) {
        return DataException.at(file, csv.line(), place + 1, header.get(place), problem);
    }
}
