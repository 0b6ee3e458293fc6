package io.github.iotcustomauth.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.metrics.IotMetricsAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.outbox.JdbcOutboxAutoConfiguration;
import io.github.iotcustomauth.internal.metering.ConnectionMeters;
import io.github.iotcustomauth.internal.metering.DropReason;
import io.github.iotcustomauth.internal.metering.Metering;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters of {@code docs/meters.md} are those of the registry, and the dashboard and
 * the alerts have no others.
 */
class MetersPageTests {

	private static final Pattern ROW = Pattern
		.compile("\\| `(iot[.a-z]+)` \\| (\\w+) \\| (\\w+) \\| ([^|]+) \\| [^|]+ \\|");

	private static final Pattern METRIC = Pattern.compile("\\biot_[a-z_]+");

	private static final Pattern LABELS = Pattern.compile("by \\(([^)]+)\\)");

	private static final Pattern LABEL = Pattern.compile("[{,](\\w+)!?=~?\"");

	// of Prometheus
	private static final String INSTANCE = "instance";

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	@BeforeEach
	void registerAllMeters() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JdbcOutboxAutoConfiguration.class,
					IotCustomAuthAutoConfiguration.class, IotMetricsAutoConfiguration.class, SslAutoConfiguration.class,
					DataSourceAutoConfiguration.class))
			.withPropertyValues("aws.iot.custom-auth.endpoint=localhost", "aws.iot.custom-auth.port=1",
					"aws.iot.custom-auth.publish.outbox=jdbc", "aws.iot.custom-auth.client-id=device-7",
					"spring.datasource.generate-unique-name=true")
			.withBean(PrometheusMeterRegistry.class, () -> this.registry)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				tellAll(context.getBean(Metering.class).of("default"));
				tellAll(context.getBean(Metering.class).ofConnectionsMadeAtRunTime());
			});
	}

	private static void tellAll(ConnectionMeters meters) {
		meters.connected(1);
		meters.connectFailed(FailureReason.NOT_AUTHORIZED, 1);
		meters.recovered(1);
		meters.rotated();
		meters.published();
		meters.publishFailed(FailureReason.NOT_CONNECTED);
		meters.publishCanceled();
		meters.acknowledged(1);
		meters.paced(1);
		meters.dropped(DropReason.NO_LISTENER);
		meters.listener("kitchen").handled(meters.listener(null).handling(), true);
	}

	private static String read(String page) {
		try {
			return Files.readString(Path.of("../docs", page));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void pageHasTheMetersOfTheRegistryAndNoOthers() {
		Map<String, String> documented = new TreeMap<>();
		ROW.matcher(read("meters.md"))
			.results()
			.forEach((row) -> assertThat(documented.put(row.group(1),
					row.group(2) + ", " + row.group(3) + ", " + row.group(4).replace("`", "")))
				.isNull());
		Map<String, String> registered = new TreeMap<>();
		this.registry.getMeters().forEach((meter) -> registered.put(meter.getId().getName(), row(meter.getId())));
		assertThat(documented).isEqualTo(registered);
	}

	private static String row(Meter.Id id) {
		return id.getType().name().toLowerCase(Locale.ROOT) + ", " + id.getBaseUnit() + ", "
				+ id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", "));
	}

	@Test
	void metersOfANameHaveTheSameTagsAndADescription() {
		this.registry.getMeters()
			.stream()
			.collect(Collectors.groupingBy((meter) -> meter.getId().getName(),
					Collectors.mapping((meter) -> row(meter.getId()), Collectors.toSet())))
			.forEach((name, rows) -> assertThat(rows).as(name).hasSize(1));
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotEmpty());
	}

	@Test
	void pageExplainsEveryTagAndItsFixedValues() {
		String page = read("meters.md");
		assertThat(tags()).allSatisfy((tag) -> assertThat(page).containsPattern("\n\\| (`\\w+`, )?`" + tag + "`"));
		Stream<String> fixed = this.registry.getMeters()
			.stream()
			.flatMap((meter) -> meter.getId().getTags().stream())
			.filter((tag) -> tag.getKey().matches("outcome|state") || tag.getValue().startsWith("_"))
			.map(Tag::getValue);
		assertThat(fixed.toList()).isNotEmpty().allSatisfy((value) -> assertThat(page).contains("`" + value + "`"));
		for (DropReason reason : DropReason.values()) {
			assertThat(page).contains("`" + reason.name() + "`");
		}
	}

	private Set<String> tags() {
		return this.registry.getMeters()
			.stream()
			.flatMap((meter) -> meter.getId().getTags().stream())
			.map(Tag::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void alertsUseMetricsThatExist() {
		String page = read("operations.md");
		String alerts = page.substring(page.indexOf("## Alerts"), page.indexOf("## Events"));
		assertThat(alerts.lines().filter((line) -> line.contains("iot_")).toList()).hasSizeGreaterThan(10)
			.allSatisfy(this::usesMetricsThatExist);
	}

	@Test
	void dashboardUsesMetricsThatExistAndAllMeters() {
		JsonNode dashboard = JsonMapper.shared().readTree(read("grafana-dashboard.json"));
		assertThat(dashboard.get("title").asString()).isNotEmpty();
		Set<String> shown = new TreeSet<>();
		for (JsonNode panel : dashboard.get("panels")) {
			assertThat(panel.get("title").asString()).isNotEmpty();
			for (JsonNode target : panel.get("targets")) {
				String expression = target.get("expr").asString();
				usesMetricsThatExist(expression);
				METRIC.matcher(expression).results().map(MatchResult::group).forEach(shown::add);
			}
		}
		this.registry.getMeters()
			.forEach((meter) -> assertThat(shown).as(meter.getId().getName())
				.anyMatch((metric) -> metric.startsWith(meter.getId().getName().replace('.', '_'))));
		for (JsonNode variable : dashboard.get("templating").get("list")) {
			METRIC.matcher(variable.get("query").asString())
				.results()
				.forEach((metric) -> assertThat(metrics()).contains(metric.group()));
		}
	}

	private void usesMetricsThatExist(String expression) {
		Set<String> used = METRIC.matcher(expression).results().map(MatchResult::group).collect(Collectors.toSet());
		assertThat(used).isNotEmpty();
		assertThat(metrics()).containsAll(used);
		Stream<String> grouped = LABELS.matcher(expression)
			.results()
			.flatMap((by) -> Stream.of(by.group(1).split(", ")));
		Stream<String> selected = LABEL.matcher(expression).results().map((label) -> label.group(1));
		Set<String> labels = Stream.concat(grouped, selected).collect(Collectors.toSet());
		labels.remove(INSTANCE);
		assertThat(tags()).containsAll(labels);
	}

	// as Prometheus scrapes them
	private Set<String> metrics() {
		return this.registry.scrape()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.replaceAll("[{ ].*", ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
