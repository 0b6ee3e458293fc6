package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.StreamUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@code README.md} and the pages say.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern ANCHOR = Pattern.compile("<a id=\"([\\w-]+)\">|^#+ (?!<a )(.*)$", Pattern.MULTILINE);

	private static final String PREFIX = "aws.iot.custom-auth.";

	@Test
	void javaSnippetsAreTakenFromTheSample() throws IOException {
		List<String> sources = new ArrayList<>();
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				sources.add(Files.readString(file));
			}
		}
		List<String> snippets = new ArrayList<>(blocks("java"));
		snippets.addAll(blocks(page("operations.md"), "java"));
		blocks(page("local-endpoint.md"), "java").stream()
			.filter((snippet) -> snippet.contains("handleRequest"))
			.forEach(snippets::add);
		assertThat(snippets).hasSizeGreaterThan(2)
			.allSatisfy((snippet) -> assertThat(sources).anyMatch((source) -> source.contains(snippet)));
	}

	@Test
	void codeForThoseWhoComeFromAnotherClientCompiles(@TempDir Path directory) throws IOException {
		String after = blocks(page("migration.md"), "java").get(0);
		assertThat(after).contains("class Temperatures");
		Files.writeString(directory.resolve("Temperatures.java"), after);
		CompiledSource.compile(directory, directory);
		assertThat(directory.resolve("com/example/gateway/Temperatures.class")).exists();
	}

	@Test
	void everyPropertyIsListed() throws IOException {
		String page = page("configuration.md");
		assertThat(properties()).hasSizeGreaterThan(25)
			.allSatisfy((name) -> assertThat(page).containsPattern("\\| [^|]*`" + Pattern.quote(name) + "[`.]"));
	}

	@Test
	void everyLinkOfThePagesLeadsSomewhere() throws IOException {
		List<String> broken = new ArrayList<>();
		for (Path page : pages()) {
			for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
				Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
				if (!Files.exists(target) || !anchors(target).contains(link.group(2))) {
					broken.add(ROOT.relativize(page) + ": " + link.group());
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of("README.md", "CONTRIBUTING.md").map(ROOT::resolve),
						files.filter((file) -> file.toString().endsWith(".md")))
				.toList();
		}
	}

	// as GitHub makes them of headings
	private static Set<String> anchors(Path page) throws IOException {
		Set<String> anchors = new HashSet<>(Collections.singleton(null));
		if (page.toString().endsWith(".md")) {
			ANCHOR.matcher(Files.readString(page))
				.results()
				.forEach((anchor) -> anchors.add((anchor.group(1) != null) ? anchor.group(1)
						: anchor.group(2).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-')));
		}
		return anchors;
	}

	@Test
	void continuousIntegrationRunsTheTestCommand() throws IOException {
		assertThat(blocks("shell")).element(1).isEqualTo("mvn -B verify\n");
		assertThat(Files.readAllLines(ROOT.resolve(".ci/run"))).contains("mvn -B verify");
	}

	private static List<String> properties() throws IOException {
		List<String> names = new ArrayList<>();
		for (URL metadata : Collections.list(DocumentationTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			String json = StreamUtils.copyToString(metadata.openStream(), StandardCharsets.UTF_8);
			names.addAll(JsonPath.<List<String>>read(json, "$.properties[*].name"));
		}
		return names.stream()
			.filter((name) -> name.startsWith(PREFIX))
			.map((name) -> name.replace(PREFIX, "").replace("local.", ""))
			.toList();
	}

	private static List<String> blocks(String language) throws IOException {
		return blocks(readme(), language);
	}

	private static List<String> blocks(String page, String language) {
		return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
			.matcher(page)
			.results()
			.map((block) -> block.group(1))
			.toList();
	}

	private static String page(String name) throws IOException {
		return Files.readString(ROOT.resolve("docs").resolve(name));
	}

	private static String readme() throws IOException {
		return Files.readString(ROOT.resolve("README.md"));
	}

}
