package dev.auspex.apidescriptions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a Javadoc comment as plain text with Markdown's backticks for code. */
final class Javadoc {

    private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@");
    private static final Pattern PARAMETER = Pattern.compile("(?s)param\\s+(\\S+)\\s+(.*)");
    private static final Pattern INLINE = Pattern.compile("\\{@(code|literal|value|link|linkplain)\\s+([^}]*)}");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^>]*>");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Javadoc() {}

    /** What stands before the first block tag. */
    static String summary(String comment) {
        return plain(BLOCK.split(comment, 2)[0]);
    }

    /** Text by parameter, of the tags {@code @param}. */
    static Map<String, String> parameters(String comment) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String[] blocks = BLOCK.split(comment);
        for (int i = 1; i < blocks.length; i++) {
            Matcher parameter = PARAMETER.matcher(blocks[i]);
            if (parameter.matches()) {
                parameters.put(parameter.group(1), sentence(plain(parameter.group(2))));
            }
        }
        return parameters;
    }

    private static String plain(String text) {
        String inline = INLINE.matcher(text).replaceAll(found -> {
            String said = found.group(2).strip();
            boolean link = found.group(1).startsWith("link");
            String shown = link && said.contains(" ") ? said.substring(said.indexOf(' ') + 1) : said;
            String name = link ? shown.substring(shown.lastIndexOf('#') + 1) : shown;
            return Matcher.quoteReplacement("`" + name + "`");
        });
        return SPACE.matcher(TAG.matcher(inline).replaceAll("")).replaceAll(" ").strip();
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
