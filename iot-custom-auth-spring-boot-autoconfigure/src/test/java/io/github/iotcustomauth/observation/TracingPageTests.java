package io.github.iotcustomauth.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@code docs/tracing.md} says and shows.
 */
class TracingPageTests {

	private static final Path PAGE = Path.of("../docs/tracing.md");

	private static final Path SNIPPET = Path.of("src/test/java/io/github/iotcustomauth/docs/TopicConvention.java");

	private static List<String> documented(String observation) throws IOException {
		String page = Files.readString(PAGE);
		String section = page.substring(page.indexOf("\n`" + observation + "`, for each"));
		return Pattern.compile("^\\| `([a-z.]+)` \\| (low|high) \\|", Pattern.MULTILINE)
			.matcher(section.substring(0, section.indexOf("\n\n", section.indexOf("\n|"))))
			.results()
			.map((row) -> row.group(2) + " " + row.group(1))
			.toList();
	}

	private static List<String> known(ObservationDocumentation observation) {
		return Stream
			.concat(names("low ", observation.getLowCardinalityKeyNames()),
					names("high ", observation.getHighCardinalityKeyNames()))
			.toList();
	}

	private static Stream<String> names(String cardinality, KeyName[] keys) {
		return Arrays.stream(keys).map((key) -> cardinality + key.asString());
	}

	@Test
	void keyValuesOfSentMessagesAreOnThePage() throws IOException {
		IotTemplateObservation observation = IotTemplateObservation.TEMPLATE;
		assertThat(documented(observation.getName())).isNotEmpty().containsExactlyElementsOf(known(observation));
	}

	@Test
	void keyValuesOfHandledMessagesAreOnThePage() throws IOException {
		IotListenerObservation observation = IotListenerObservation.LISTENER;
		assertThat(documented(observation.getName())).isNotEmpty().containsExactlyElementsOf(known(observation));
	}

	@Test
	void javaOnThePageIsCompiled() throws IOException {
		String source = Files.readString(SNIPPET);
		assertThat(Files.readString(PAGE)).contains("```java\n" + source.substring(source.indexOf("import")) + "```");
	}

}
