package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.PublishStore.Counts;
import io.github.iotcustomauth.internal.store.PublishStore.OtherClient;
import io.github.iotcustomauth.internal.store.PublishStore.Row;
import io.github.iotcustomauth.internal.store.PublishStore.SetAside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JdbcPublishStore}.
 */
@EachDatabase
class JdbcPublishStoreTests {

	private static final String CLIENT = "device-7";

	private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

	private static final PublishStore.Limits LIMITS = new PublishStore.Limits(1000, Duration.ofSeconds(5));

	private final TemporaryDatabase dataSource;

	private final JdbcClient jdbc;

	private final JdbcPublishStore store;

	JdbcPublishStoreTests(TestDatabase kind) {
		this.dataSource = kind.create();
		this.jdbc = JdbcClient.create(this.dataSource);
		this.store = store(NOW);
	}

	@BeforeEach
	void createTable() {
		this.dataSource.createOutbox();
	}

	@AfterEach
	void dropDatabase() {
		this.dataSource.close();
	}

	private JdbcPublishStore store(Instant now) {
		return new JdbcPublishStore(this.dataSource, settings(JdbcStoreSettings.DEFAULT_TABLE), () -> {
		}, Clock.fixed(now, ZoneOffset.UTC));
	}

	private static JdbcStoreSettings settings(String table, String... adoptFrom) {
		return new JdbcStoreSettings(table, LIMITS, List.of(adoptFrom));
	}

	@Test
	void messagesWaitInOrder() {
		List<Long> first = append(IntStream.range(0, 20).mapToObj(String::valueOf).toArray(String[]::new));
		List<Long> second = append("20");
		assertThat(this.store.waiting(CLIENT, 100)).hasSize(21)
			.startsWith(first.toArray(Long[]::new))
			.endsWith(second.get(0))
			.isSorted();
		assertThat(this.store.waiting(CLIENT, 5)).isEqualTo(first.subList(0, 5));
		assertThat(texts(this.store.read(first))).startsWith("0", "1", "2").hasSize(20);
	}

	@Test
	void everythingOfMessageComesBack() {
		byte[] payload = new byte[128 * 1024];
		payload[1] = -1;
		List<Long> numbers = this.store.append(CLIENT,
				() -> List.of(IotMessage.to("a".repeat(256))
					.payload(payload)
					.retain(true)
					.contentType("text/plain")
					.responseTopic("answers")
					.correlationData("7".getBytes(StandardCharsets.UTF_8))
					.expiry(Duration.ofSeconds(60))
					.userProperty("name", "ä".repeat(10_000))
					.build()));
		IotMessage kept = store(NOW.plusSeconds(20)).read(numbers).get(0).message();
		assertThat(kept.topic()).hasSize(256);
		assertThat(kept.payload()).isEqualTo(payload);
		assertThat(kept.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(kept.retain()).isTrue();
		assertThat(kept.contentType()).isEqualTo("text/plain");
		assertThat(kept.responseTopic()).isEqualTo("answers");
		assertThat(kept.correlationData()).containsExactly('7');
		assertThat(kept.expiry()).isEqualTo(Duration.ofSeconds(40));
		assertThat(kept.userProperties()).containsExactly(Map.entry("name", "ä".repeat(10_000)));
	}

	@Test
	void expiredMessageIsTold() {
		List<Long> numbers = appendExpiring();
		assertThat(store(NOW.plusSeconds(60)).read(numbers)).extracting(Row::failure)
			.containsExactly(FailureReason.MESSAGE_EXPIRED);
	}

	@Test
	void messageDoesNotLiveLongerWhenTheClockGoesBack() {
		List<Long> numbers = appendExpiring();
		assertThat(store(NOW.minusSeconds(86_400)).read(numbers).get(0).message().expiry())
			.isEqualTo(Duration.ofSeconds(60));
	}

	private List<Long> appendExpiring() {
		return this.store.append(CLIENT, () -> List.of(IotMessage.to("a").expiry(Duration.ofSeconds(60)).build()));
	}

	@Test
	void rowThatCannotBeReadCostsNoOther() {
		List<Long> numbers = append("1", "2");
		this.jdbc.sql("update iot_custom_auth_outbox set topic = 'a/#' where id = ?").param(numbers.get(0)).update();
		List<Row> rows = this.store.read(numbers);
		assertThat(rows.get(0)).returns(FailureReason.INVALID_MESSAGE, Row::failure)
			.returns(null, Row::message)
			.satisfies((row) -> assertThat(row.detail()).contains("a/#"));
		assertThat(rows.get(1).message().text()).isEqualTo("2");
	}

	@Test
	void rowFromTheFutureIsNotReadWrongly() {
		List<Long> numbers = append("1");
		this.jdbc.sql("update iot_custom_auth_outbox set version = 3").update();
		assertThat(this.store.read(numbers).get(0)).returns(FailureReason.INVALID_MESSAGE, Row::failure)
			.returns("It was written by a newer version of the library (3)", Row::detail);
	}

	@Test
	void messagesOfOtherClientsStayOutAndAreCounted() {
		append("1");
		assertThat(this.store.waiting("device-8", 100)).isEmpty();
		assertThat(this.store.count("device-8")).isEqualTo(new Counts(0, 0, Duration.ZERO));
		assertThat(this.store.countOthers("device-8")).containsExactly(new OtherClient(CLIENT, 1, NOW));
		assertThat(this.store.count(CLIENT)).isEqualTo(new Counts(1, 0, Duration.ZERO));
		assertThat(this.store.countOthers(CLIENT)).isEmpty();
	}

	@Test
	void messagesOfAnInstanceThatIsGoneAreTakenOver() {
		List<Long> numbers = append("1", "2");
		JdbcPublishStore next = new JdbcPublishStore(this.dataSource,
				settings(JdbcStoreSettings.DEFAULT_TABLE, CLIENT, "unknown"), () -> {
				});
		next.open("device-8");
		assertThat(next.waiting("device-8", 100)).isEqualTo(numbers);
		assertThat(next.waiting(CLIENT, 100)).isEmpty();
	}

	@Test
	void removesManyMessages() {
		List<Long> numbers = append(IntStream.range(0, 1201).mapToObj(String::valueOf).toArray(String[]::new));
		this.store.remove(numbers);
		assertThat(rows()).isZero();
	}

	@Test
	void messageThatIsSetAsideStaysWithItsReason() {
		List<Long> numbers = append("1", "2");
		this.store.setAside(Map.of(numbers.get(0), FailureReason.SERVER_HUNG_UP));
		assertThat(this.store.waiting(CLIENT, 100)).containsExactly(numbers.get(1));
		assertThat(this.store.count(CLIENT)).isEqualTo(new Counts(2, 1, Duration.ZERO));
		assertThat(this.store.findSetAside(CLIENT, 10)).singleElement()
			.returns(numbers.get(0), SetAside::number)
			.returns("SERVER_HUNG_UP", SetAside::reason)
			.returns("a", SetAside::topic)
			.returns("1", (row) -> row.message().text());
	}

	@Test
	void messageThatIsSetAsideCanBeRetriedOrDiscarded() {
		List<Long> numbers = append("1", "2");
		this.store.setAside(
				Map.of(numbers.get(0), FailureReason.SERVER_HUNG_UP, numbers.get(1), FailureReason.SERVER_HUNG_UP));
		assertThat(this.store.retry("device-8", numbers.get(0))).isFalse();
		assertThat(this.store.retry(CLIENT, numbers.get(0))).isTrue();
		assertThat(this.store.discard(CLIENT, numbers.get(0))).isFalse();
		assertThat(this.store.discard(CLIENT, numbers.get(1))).isTrue();
		assertThat(this.store.waiting(CLIENT, 100)).containsExactly(numbers.get(0));
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void transactionOfTheApplicationDoesNotTakeMessageBack() {
		new TransactionTemplate(new DataSourceTransactionManager(new DriverManagerDataSource(url())))
			.executeWithoutResult((status) -> {
				append("1");
				status.setRollbackOnly();
			});
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void connectionsWithoutAutoCommitAreCommitted() {
		DriverManagerDataSource withoutAutoCommit = new DriverManagerDataSource(url()) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				connection.setAutoCommit(false);
				return connection;
			}

		};
		JdbcPublishStore other = new JdbcPublishStore(withoutAutoCommit, settings(JdbcStoreSettings.DEFAULT_TABLE),
				() -> {
				});
		List<Long> numbers = other.append(CLIENT, () -> List.of(IotMessage.of("a", "1")));
		assertThat(rows()).isEqualTo(1);
		other.remove(numbers);
		assertThat(rows()).isZero();
	}

	@Test
	void batchIsWrittenWhollyOrNotAtAll() {
		this.jdbc.sql("alter table iot_custom_auth_outbox add constraint refused check (topic <> 'b')").update();
		assertThatExceptionOfType(PublishStore.RefusedException.class).isThrownBy(() -> this.store.append(CLIENT,
				() -> List.of(IotMessage.of("a", "1"), IotMessage.of("b", "2"), IotMessage.of("c", "3"))));
		assertThat(rows()).isZero();
	}

	@Test
	void missingTableIsNamedWithTheCure() {
		this.jdbc.sql("drop table iot_custom_auth_outbox").update();
		assertThatExceptionOfType(PublishStore.UnusableException.class).isThrownBy(() -> this.store.open(CLIENT))
			.withMessage("The outbox cannot be read (table 'iot_custom_auth_outbox'). Create or upgrade the table with "
					+ "the scripts of the library for the database (below 'io/github/iotcustomauth/outbox')")
			.withRootCauseInstanceOf(SQLException.class);
		assertThatExceptionOfType(PublishStore.UnusableException.class).isThrownBy(() -> append("1"))
			.withMessageStartingWith("The outbox cannot store the message");
		assertThat(this.store.isUsable()).isFalse();
	}

	@Test
	void tableOfTheFirstVersionIsUpgradedWithItsRows() {
		if (this.dataSource.kind() == TestDatabase.H2) {
			this.jdbc.sql("drop index iot_custom_auth_outbox_queue").update();
		}
		for (String column : List.of("created_at", "version", "state", "reason")) {
			this.jdbc.sql("alter table iot_custom_auth_outbox drop column " + column).update();
		}
		this.jdbc
			.sql("insert into iot_custom_auth_outbox (client_id, topic, payload, retain, properties) "
					+ "values (?, 'a', ?, false, '')")
			.param(CLIENT)
			.param(new byte[] { '1' })
			.update();
		assertThatExceptionOfType(PublishStore.UnusableException.class).isThrownBy(() -> this.store.open(CLIENT));
		createTable();
		this.store.open(CLIENT);
		append("2");
		assertThat(texts(this.store.read(this.store.waiting(CLIENT, 10)))).containsExactly("1", "2");
	}

	@Test
	void tableIsCreatedBeforeItIsUsed() {
		this.jdbc.sql("drop table iot_custom_auth_outbox").update();
		new JdbcPublishStore(this.dataSource, settings(JdbcStoreSettings.DEFAULT_TABLE), this::createTable)
			.open(CLIENT);
		append("1");
		assertThat(rows()).isEqualTo(1);
	}

	private List<Long> append(String... texts) {
		return this.store.append(CLIENT,
				() -> List.of(texts).stream().map((text) -> IotMessage.of("a", text)).toList());
	}

	private static List<String> texts(List<Row> rows) {
		return rows.stream().map((row) -> row.message().text()).toList();
	}

	private String url() {
		return Objects.requireNonNull(this.dataSource.getUrl());
	}

	private int rows() {
		return this.jdbc.sql("select count(*) from iot_custom_auth_outbox").query(Integer.class).single();
	}

}
