package io.github.iotcustomauth.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalyzer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code docs/troubleshooting.md}, which has a row with an anchor for each
 * sentence of the library: those that the sources log as a warning or an error, the
 * causes of failures, and the analyses of a failed start.
 */
class TroubleshootingPageTests {

	private static final Path SOURCES = Path.of("src/main/java/io/github/iotcustomauth");

	private static final Pattern ROW = Pattern.compile("^\\| <a id=\"([\\w-]+)\"></a>(.*?) \\| ", Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`(.+?)`");

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	// not the rest of a longer text
	private static final Pattern CAUSE = Pattern.compile("(?<!\\+ )\"([A-Z]\\w* \\w(?:[^\"\\\\]|\\\\.)*)\"");

	private static final Pattern LOG = Pattern.compile("logger\\.(?:warn|error)\\((.*?)\\);\n", Pattern.DOTALL);

	private static final int SHORTEST_SENTENCE = 12;

	private final String page = read(Path.of("../docs/troubleshooting.md"));

	@Test
	void everyAnchorIsThereOnce() {
		assertThat(rows().map((row) -> row.group(1))).hasSizeGreaterThan(60).doesNotHaveDuplicates();
	}

	@Test
	void everyWarningAndErrorHasARow() throws IOException {
		List<String> sentences = sentences();
		try (Stream<Path> sources = Files.walk(SOURCES)) {
			List<String> logged = sources.filter((source) -> source.toString().endsWith(".java"))
				.flatMap((source) -> LOG.matcher(read(source)).results())
				.map((call) -> sentence(call.group(1)))
				// without one of its own: the text of another line
				.filter((line) -> line.replaceAll("\\W", "").length() >= SHORTEST_SENTENCE)
				.toList();
			assertThat(logged).hasSizeGreaterThan(40)
				.allSatisfy((line) -> assertThat(sentences).as("row for the line: " + line).anyMatch(line::contains));
		}
	}

	@Test
	void everyCauseHasARow() {
		List<String> sentences = sentences();
		List<String> causes = CAUSE.matcher(read(SOURCES.resolve("internal/diagnosis/Rules.java")))
			.results()
			.map((literal) -> literal.group(1).strip())
			.toList();
		assertThat(causes).hasSizeGreaterThan(30)
			.allSatisfy((cause) -> assertThat(sentences).as("row for the cause: " + cause)
				.anyMatch((sentence) -> sentence.startsWith(cause) || cause.startsWith(sentence)));
	}

	@Test
	void everyAnalysisHasARow() throws IOException {
		Properties factories = new Properties();
		factories.load(Files.newBufferedReader(Path.of("src/main/resources/META-INF/spring.factories")));
		List<String> anchors = rows().map((row) -> row.group(1)).toList();
		String[] analyzers = factories.getProperty(FailureAnalyzer.class.getName()).split(",");
		assertThat(analyzers).hasSizeGreaterThan(2)
			.allSatisfy((analyzer) -> assertThat(anchors).contains(anchor(analyzer)));
	}

	private static String anchor(String analyzer) {
		String name = analyzer.substring(analyzer.lastIndexOf('.') + 1).replace("FailureAnalyzer", "");
		return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
	}

	private Stream<MatchResult> rows() {
		return ROW.matcher(this.page).results();
	}

	// the beginnings of what the page names, up to a variable at their ends
	private List<String> sentences() {
		return rows().flatMap((row) -> CODE.matcher(row.group(2)).results())
			.map((code) -> code.group(1).replaceFirst("[\\s:,]*…$", ""))
			.filter((sentence) -> sentence.length() >= SHORTEST_SENTENCE)
			.toList();
	}

	// the literals of an expression, with '…' in the place of variables
	private static String sentence(String expression) {
		StringBuilder sentence = new StringBuilder();
		int[] end = new int[1];
		LITERAL.matcher(expression).results().forEach((literal) -> {
			String between = expression.substring(end[0], literal.start()).replaceAll("[\\s+]", "");
			sentence.append(between.isEmpty() ? "" : "…").append(literal.group(1));
			end[0] = literal.end();
		});
		return sentence.toString();
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
