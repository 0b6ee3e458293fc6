package io.github.iotcustomauth.autoconfigure.health;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.ReceiveStatus;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.outbox.OutboxStatus;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * The statuses and details of {@code docs/operations.md} are those of the health
 * indicator.
 */
class HealthPageTests {

	private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

	private static final IotFailure FAILURE = IotFailure.of(FailureReason.NOT_AUTHORIZED, "Check the test")
		.withDetail(0x87, "on purpose");

	// their parts are described together
	private static final Set<String> OPEN = Set.of("refusedSubscriptions", "lastFailure", "outbox.failure",
			"outbox.otherClients", "receive.dropped", "members");

	private String page = "";

	@BeforeEach
	void read() throws Exception {
		String operations = Files.readString(Path.of("../docs/operations.md"));
		this.page = operations.substring(operations.indexOf("## Health"), operations.indexOf("## Alerts"));
	}

	private List<String> rows(String pattern) {
		return Pattern.compile("^\\| `(" + pattern + ")` \\| ", Pattern.MULTILINE)
			.matcher(this.page)
			.results()
			.map((row) -> row.group(1))
			.toList();
	}

	@Test
	void pageHasTheStatusesFromTheLeastToTheMostSevereOne() {
		List<String> order = new ArrayList<>(ConnectionHealthStatus.ORDER.stream()
			.filter((status) -> !status.equals(Status.UNKNOWN))
			.map(Status::getCode)
			.toList());
		Collections.reverse(order);
		assertThat(rows("[A-Z_]+")).isEqualTo(order);
	}

	@Test
	void exampleIsTheDefaultOrder() {
		String order = ConnectionHealthStatus.ORDER.stream()
			.map((status) -> status.getCode().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		assertThat(this.page).contains("order: " + order + "\n");
	}

	@Test
	void pageHasTheDetailsAndNoOthers() {
		Set<String> details = new TreeSet<>();
		collect("", details(), details);
		assertThat(new TreeSet<>(rows("[a-z][A-Za-z.]+"))).isEqualTo(details);
	}

	private static void collect(String prefix, Map<?, ?> values, Set<String> details) {
		values.forEach((key, value) -> {
			String name = prefix + key;
			details.add(name);
			if (value instanceof Map<?, ?> nested && !OPEN.contains(name)) {
				collect(name + ".", nested, details);
			}
		});
	}

	@Test
	void pageNamesThePartsOfAFailureAndOfAClient() {
		Map<?, ?> outbox = (Map<?, ?>) details().get("outbox");
		List<Object> parts = new ArrayList<>(((Map<?, ?>) details().get("lastFailure")).keySet());
		((List<?>) outbox.get("otherClients")).forEach((client) -> parts.addAll(((Map<?, ?>) client).keySet()));
		assertThat(parts).hasSize(8).allSatisfy((part) -> assertThat(this.page).contains("`" + part + "`"));
	}

	private static Map<String, Object> details() {
		IotConnection connection = mock(IotConnection.class);
		given(connection.getClientId()).willReturn("device-7");
		given(connection.getStatus())
			.willReturn(new ConnectionStatus(ConnectionState.CONNECTED, NOW, 1, 1, FAILURE, NOW));
		given(connection.getReceiveStatus())
			.willReturn(new ReceiveStatus(95, 100, "kitchen", 1, Map.of("kitchen", 3L)));
		given(connection.getRefusedSubscriptions()).willReturn(Map.of(TopicFilter.of("a"),
				new RefusedSubscription("default", "device-7", TopicFilter.of("a"), FAILURE, NOW)));
		OutboxStatus outbox = new OutboxStatus(FAILURE, 1, 2, 1, Duration.ZERO,
				List.of(new OtherClient("device-6", 3, NOW)));
		OwnFacts facts = new OwnFacts("localhost:443", "tls", () -> null, () -> true, () -> outbox, () -> Map
			.of("members", Map.of("device-7", Map.of()), "madeAtRunTime", Map.of("connections", 1, "connected", 1L)));
		return new IotConnectionHealthIndicator(connection, facts,
				new ConnectionHealthStatus(Duration.ZERO, () -> null))
			.health()
			.getDetails();
	}

}
