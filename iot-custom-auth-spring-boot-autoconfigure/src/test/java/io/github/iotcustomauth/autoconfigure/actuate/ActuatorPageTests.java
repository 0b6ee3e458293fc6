package io.github.iotcustomauth.autoconfigure.actuate;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.autoconfigure.actuate.IotConnectionsEndpoint.Action;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.info.Info;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/actuator.md} has every field of the endpoint, and no other.
 */
class ActuatorPageTests {

	private static final Path PAGE = Path.of("../docs/actuator.md");

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

	@Test
	void allConnectionsAreDocumented() throws IOException {
		assertThat(rows("All connections")).isEqualTo(fields(IotConnectionsDescriptor.class));
	}

	@Test
	void fieldsOfAConnectionAreDocumented() throws IOException {
		assertThat(rows("A connection")).isEqualTo(fields(ConnectionDescriptor.class));
	}

	@Test
	void operationsAndTheirOutcomeAreDocumented() throws IOException {
		SortedSet<String> documented = fields(OutcomeDescriptor.class);
		Arrays.stream(Action.values()).map((action) -> action.name().toLowerCase()).forEach(documented::add);
		documented.add("action");
		assertThat(rows("Operations")).isEqualTo(documented);
	}

	@Test
	void fieldsOfInfoAreDocumented() throws IOException {
		Info.Builder builder = new Info.Builder();
		new IotInfoContributor().contribute(builder);
		Map<?, ?> iot = builder.build().get("iot", Map.class);
		assertThat(rows("Info")).isEqualTo(
				iot.keySet().stream().map((name) -> "iot." + name).collect(Collectors.toCollection(TreeSet::new)));
		assertThat(iot.values()).asString().contains("aws-crt ").doesNotContain("null");
	}

	private static SortedSet<String> rows(String section) throws IOException {
		String[] parts = Files.readString(PAGE).split("\\n## ");
		String text = Arrays.stream(parts).filter((part) -> part.startsWith(section + "\n")).findFirst().orElseThrow();
		return ROW.matcher(text)
			.results()
			.map((MatchResult row) -> row.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static SortedSet<String> fields(Class<?> type) {
		return components(type).collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stream<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).flatMap(ActuatorPageTests::paths);
	}

	private static Stream<String> paths(RecordComponent component) {
		String name = component.getName();
		Class<?> type = component.getType();
		if (type == List.class && element(component) instanceof Class<?> element && element.isRecord()) {
			return components(element).map((path) -> name + "[]." + path);
		}
		// those of a single failure are those of the list
		return (type.isRecord() && type != FailureDescriptor.class) ? components(type).map((path) -> name + "." + path)
				: Stream.of(name);
	}

	private static Type element(RecordComponent component) {
		return ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
	}

}
