package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import org.springframework.util.StreamUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@code README.md} says.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..");

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
		blocks(Files.readString(ROOT.resolve("docs/local-endpoint.md")), "java").stream()
			.filter((snippet) -> snippet.contains("handleRequest"))
			.forEach(snippets::add);
		assertThat(snippets).hasSizeGreaterThan(2)
			.allSatisfy((snippet) -> assertThat(sources).anyMatch((source) -> source.contains(snippet)));
	}

	@Test
	void everyPropertyIsListed() throws IOException {
		String readme = readme();
		assertThat(properties()).hasSizeGreaterThan(25)
			.allSatisfy((name) -> assertThat(readme).containsPattern("\\| [^|]*`" + Pattern.quote(name) + "[`.]"));
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

	private static String readme() throws IOException {
		return Files.readString(ROOT.resolve("README.md"));
	}

}
