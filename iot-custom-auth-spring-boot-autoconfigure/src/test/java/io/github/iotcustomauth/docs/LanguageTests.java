package io.github.iotcustomauth.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Phrases that a native technical reader stumbles over, in the pages and in the sources
 * of all modules.
 */
class LanguageTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final List<String> PHRASES = List.of("nobody", "whoever", "somebody", "anybody", "for ever",
			"be had from", "that is none", "stops? the start", "has a method called", "is heard by", "up to him",
			"durable is", "what was on its way", "what can never work", "who sends", "who gets hold",
			"while anything of the application runs");

	private static final Pattern FORBIDDEN = Pattern.compile("\\b(" + String.join("|", PHRASES) + ")\\b",
			Pattern.CASE_INSENSITIVE);

	private static List<Path> texts() throws IOException {
		List<Path> texts = new ArrayList<>();
		for (String page : new String[] { "README.md", "CONTRIBUTING.md", "CHANGELOG.md" }) {
			texts.add(ROOT.resolve(page));
		}
		texts.addAll(files(ROOT.resolve("docs"), ".md"));
		for (String module : new String[] { "iot-custom-auth-spring-boot-autoconfigure",
				"iot-custom-auth-spring-boot-local", "sample-app", "benchmarks" }) {
			texts.addAll(files(ROOT.resolve(module).resolve("src/main"), ".java"));
		}
		assertThat(texts).hasSizeGreaterThan(100);
		return texts;
	}

	private static List<Path> files(Path folder, String extension) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.toString().endsWith(extension)).toList();
		}
	}

	@Test
	void textsHaveNoForbiddenPhrase() throws IOException {
		List<String> found = new ArrayList<>();
		for (Path text : texts()) {
			String sentences = Files.readString(text).replaceAll("\\s*\\R\\s*(\\*|//)?\\s*", " ");
			FORBIDDEN.matcher(sentences)
				.results()
				.forEach((phrase) -> found.add(ROOT.relativize(text) + ": " + phrase.group()));
		}
		assertThat(found).isEmpty();
	}

}
