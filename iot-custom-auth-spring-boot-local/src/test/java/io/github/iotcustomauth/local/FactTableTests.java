package io.github.iotcustomauth.local;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.annotation.AnnotatedElementUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fact of docs/local-endpoint-facts.md that the endpoint claims has a test.
 */
class FactTableTests {

	private static final Path PAGE = Path.of("../docs/local-endpoint-facts.md");

	private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

	private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]");

	private static final Map<String, Class<?>> CLASSES = classes();

	static Stream<Row> rows() throws IOException {
		return Files.readAllLines(PAGE)
			.stream()
			.dropWhile((line) -> !line.startsWith("## "))
			.filter((line) -> line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| Fact |"))
			.map(Row::parse);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void factHasTestsOrSaysWhyNot(Row row) {
		if (row.like().equals("no")) {
			assertThat(row.proof()).as("the reason why not").endsWith(".");
			return;
		}
		assertThat(row.like()).isIn("yes", "our choice");
		assertThat(row.proof()).matches(TEST.pattern() + "(, " + TEST.pattern() + ")*");
		for (MatchResult test : row.tests()) {
			assertThat(CLASSES).containsKey(test.group(1));
			assertThat(CLASSES.get(test.group(1)).getDeclaredMethods()).filteredOn(FactTableTests::isTest)
				.extracting(Method::getName)
				.contains(test.group(2));
		}
	}

	@Test
	void factThatIsLikeAwsHasASource() throws IOException {
		assertThat(rows()).filteredOn((row) -> row.like().equals("yes"))
			.isNotEmpty()
			.allSatisfy((row) -> assertThat(row.source()).isNotEmpty());
	}

	@Test
	void factsAreThereOnce() throws IOException {
		assertThat(rows()).extracting(Row::fact).doesNotHaveDuplicates();
	}

	@Test
	void testShowsOneFactOnly() throws IOException {
		assertThat(rows()).flatExtracting(Row::tests)
			.extracting(MatchResult::group)
			.isNotEmpty()
			.doesNotHaveDuplicates();
	}

	@Test
	void linksLeadToAws() throws IOException {
		String page = Files.readString(PAGE);
		Set<String> used = rows().flatMap((row) -> LINK.matcher(row.source()).results())
			.map((link) -> link.group(1))
			.collect(Collectors.toSet());
		assertThat(used).isNotEmpty()
			.allSatisfy((name) -> assertThat(page).contains("\n[" + name + "]: https://docs.aws.amazon.com/"));
	}

	@Test
	void testsOfFactsAreInTheTable() throws IOException {
		Set<String> listed = rows().flatMap((row) -> row.tests().stream())
			.map((test) -> test.group(1) + "#" + test.group(2))
			.collect(Collectors.toSet());
		List<String> written = CLASSES.values()
			.stream()
			.filter((type) -> type.getSimpleName().endsWith("FactsIntegrationTests"))
			.flatMap((type) -> Stream.of(type.getDeclaredMethods()))
			.filter(FactTableTests::isTest)
			.map((method) -> method.getDeclaringClass().getSimpleName() + "#" + method.getName())
			.toList();
		assertThat(written).isNotEmpty();
		assertThat(listed).containsAll(written);
	}

	private static boolean isTest(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Test.class)
				|| AnnotatedElementUtils.hasAnnotation(method, ParameterizedTest.class);
	}

	private static Map<String, Class<?>> classes() {
		try {
			Path root = Path.of(FactTableTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (Stream<Path> files = Files.walk(root)) {
				return files.filter((file) -> file.toString().endsWith("Tests.class"))
					.map((file) -> load(root.relativize(file)))
					.collect(Collectors.toMap(Class::getSimpleName, Function.identity()));
			}
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Class<?> load(Path file) {
		String name = Stream.iterate(0, (i) -> i < file.getNameCount(), (i) -> i + 1)
			.map((i) -> file.getName(i).toString())
			.collect(Collectors.joining("."));
		try {
			return Class.forName(name.substring(0, name.length() - ".class".length()), false,
					FactTableTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A row of the table.
	 *
	 * @param fact what is said
	 * @param source who says so
	 * @param like whether the endpoint does so
	 * @param proof the tests, or the reason why there is none
	 */
	record Row(String fact, String source, String like, String proof) {

		static Row parse(String line) {
			String[] cells = line.split("\\|", -1);
			assertThat(cells).as(line).hasSize(6);
			return new Row(cells[1].trim(), cells[2].trim(), cells[3].trim(), cells[4].trim());
		}

		List<MatchResult> tests() {
			return TEST.matcher(this.proof).results().toList();
		}

		@Override
		public String toString() {
			return this.fact;
		}

	}

}
