package io.github.iotcustomauth.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each promise of {@code docs/security.md} has a test that exists.
 */
class SecurityPageTests {

	private static final Path PAGE = Path.of("../docs/security.md");

	private static final Pattern TEST = Pattern.compile("`(\\w+Tests)#(\\w+)`");

	@Test
	void promisesHaveATest() throws IOException {
		List<String> promises = Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("| ") && !line.startsWith("| what "))
			.toList();
		assertThat(promises).hasSizeGreaterThan(10).allSatisfy((promise) -> assertThat(promise).containsPattern(TEST));
	}

	@Test
	void testsExist() throws IOException {
		Matcher tests = TEST.matcher(Files.readString(PAGE));
		while (tests.find()) {
			assertThat(source(tests.group(1))).contains("void " + tests.group(2) + "(");
		}
	}

	private static String source(String name) throws IOException {
		for (String module : List.of("iot-custom-auth-spring-boot-autoconfigure",
				"iot-custom-auth-spring-boot-local")) {
			try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test/java"))) {
				List<Path> found = files.filter((file) -> file.endsWith(name + ".java")).toList();
				if (!found.isEmpty()) {
					return Files.readString(found.get(0));
				}
			}
		}
		throw new AssertionError("There is no " + name);
	}

}
