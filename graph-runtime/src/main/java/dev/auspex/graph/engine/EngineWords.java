package dev.auspex.graph.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the engine's errors about a graph for its author: what is wrong with which node, without the
 * engine's own error codes, source files and signatures. Messages that this class does not know keep the
 * engine's words without those.
 */
public final class EngineWords {

    private static final int LONGEST = 1500;

    private static final Pattern PREFIX = Pattern.compile("^Error code - \\w+ - message: ");
    private static final Pattern SOURCE =
            Pattern.compile("/\\S+\\.(?:cc|h|cpp|hpp|cu):\\d+ .*?\\)(?: const)? (?=[A-Za-z])");
    /** The form in status messages: file, line and method. */
    private static final Pattern STATUS_SOURCE = Pattern.compile("\\b[\\w/.-]+\\.(?:cc|h|cpp|hpp|cu):\\d+ (?:\\w+ )?");

    private static final Pattern ASSERTION = Pattern.compile("^.{0,300}? was false\\. ?");
    private static final Pattern PREAMBLE = Pattern.compile(
            "^(?:Failed to load model with error: |Load model from .{0,200}? failed: ?"
                    + "|Exception during initialization: |This is an invalid model\\. |Invalid model\\. |Fatal error: |Error:? )+");
    private static final Pattern FAILED_RUN = Pattern.compile(
            "^Non-zero status code returned while running (\\w+) node\\. Name:'([^']*)' Status Message: (.*)$");

    /** The engine's messages and their meanings, in which {@code $n} are the groups. */
    private static final Map<Pattern, String> MEANINGS = new LinkedHashMap<>();

    static {
        means(
                "In Node, \\(\"([^\"]*)\", (\\w+), \"([^\"]*)\", .*No Op registered for \\S+ with domain_version of (\\d+)",
                "node $1 ($2): this operator does not exist in operator set $4, which the file names");
        means(
                "In Node, \\(\"([^\"]*)\", (\\w+), \"([^\"]*)\", .*No opset import for domain",
                "node $1 ($2): the file does not import an operator set of the domain \"$3\"");
        means(
                "In Node, \\(\"([^\"]*)\", (\\w+), .*Required attribute '([^']*)' is missing",
                "node $1 ($2): the required attribute $3 is missing");
        means("(\\S+?)\\(-?\\d+\\) is not a registered function/op", "the engine does not know the operator $1");
        means(
                "Opset (\\d+) is under development .*support for domain (\\S+) is till opset (\\d+)",
                "operator set $1 of $2 is newer than $3, the newest that the engine supports");
        means(
                "Unsupported model IR version: (\\d+), max supported IR version: (\\d+)",
                "IR version $1 is newer than $2, the newest that the engine supports");
        means(
                "Type parameter \\(\\w+\\) of Optype \\((\\w+)\\) bound to different types \\((.*?) and (.*?) in node \\((.*?)\\)",
                "node $4 ($1) mixes $2 and $3");
        means(
                "Type '([^']*)' of input parameter \\((.*?)\\) of operator \\((\\w+)\\) in node \\((.*?)\\) is invalid",
                "node $4 ($3) does not accept $2 of the type $1");
        means(
                "Type \\((.*?)\\) of output arg \\((.*?)\\) of node \\((.*?)\\) does not match expected type \\((.*)\\)",
                "node $3 computes $2 as $4, but the file declares it as $1");
        means(
                "Could not find an implementation for (\\w+)\\(\\d+\\) node with name '([^']*)'",
                "node $2 ($1): the engine does not support this operator for these types");
        means("Node ?\\((.*?)\\) Op \\((\\w+)\\) \\[(?:Shape|Type)InferenceError\\] (.*)", "node $1 ($2): $3");
        means(
                "Node\\((.*?)\\) with schema\\(.*?::(\\w+):\\d+\\) has (input|output) size (\\d+) not in range \\[min=(\\d+), max=(\\d+)\\]",
                "node $1 ($2) has $4 $3s; it must have $5 to $6");
        means("Node input '([^']*)' is not a graph input", "a node uses $1, which nothing in the graph computes");
        means("Graph output \\((.*?)\\) does not exist", "nothing in the graph computes its output $1");
        means("two nodes with same node name \\((.*?)\\)", "two nodes have the name $1");
        means("the graph is not acyclic", "the nodes depend on each other in a cycle");
        means("(?i)protobuf parsing failed", "the file is damaged");
    }

    private EngineWords() {}

    private static void means(String said, String meaning) {
        MEANINGS.put(Pattern.compile(said), meaning);
    }

    /**
     * Returns the meaning of a message of {@link GraphException}. A message that is not from
     * the engine stays unchanged.
     */
    public static String of(GraphException e) {
        return of(String.valueOf(e.getMessage()));
    }

    /**
     * Returns a text for a log, which must not contain values of inputs: the node that failed, or
     * only the kind of failure.
     */
    public static String withoutValues(GraphException e) {
        Matcher run =
                Pattern.compile("running (\\w+) node\\. Name:'([^']{0,200})'").matcher(String.valueOf(e.getMessage()));
        return run.find()
                ? "node " + run.group(2) + " (" + run.group(1) + ") failed"
                : e.getClass().getSimpleName();
    }

    static String of(String message) {
        Matcher prefix = PREFIX.matcher(message);
        if (!prefix.find()) {
            return message;
        }
        String said = message.substring(prefix.end()).replaceAll("\\s+", " ").strip();
        if (said.length() > LONGEST) {
            said = said.substring(0, LONGEST);
        }
        for (Map.Entry<Pattern, String> meaning : MEANINGS.entrySet()) {
            Matcher matcher = meaning.getKey().matcher(said);
            if (matcher.find()) {
                return named(filled(meaning.getValue(), matcher));
            }
        }
        Matcher run = FAILED_RUN.matcher(said);
        return run.matches()
                ? named("node " + run.group(2) + " (" + run.group(1) + ") failed: " + shorn(run.group(3)))
                : "the engine refuses the graph: " + shorn(said);
    }

    private static String filled(String meaning, Matcher matcher) {
        String filled = meaning;
        for (int group = matcher.groupCount(); group > 0; group--) {
            filled = filled.replace("$" + group, matcher.group(group));
        }
        return filled;
    }

    /** Rewrites a reference to an unnamed node, because few exporters name every node. */
    private static String named(String meaning) {
        return meaning.startsWith("node  (") ? "an unnamed node (" + meaning.substring("node  (".length()) : meaning;
    }

    private static String shorn(String said) {
        String text = PREAMBLE.matcher(said).replaceFirst("");
        text = SOURCE.matcher(text).replaceAll("");
        text = STATUS_SOURCE.matcher(text).replaceAll("");
        text = ASSERTION.matcher(text).replaceFirst("");
        text = PREAMBLE.matcher(text).replaceFirst("").strip();
        return text.isEmpty() ? "the engine gives no reason" : text;
    }
}
