package io.github.iotcustomauth.internal.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.databases.EachDatabase;
import io.github.iotcustomauth.databases.TemporaryDatabase;
import io.github.iotcustomauth.databases.TestDatabase;
import io.github.iotcustomauth.internal.store.PublishStore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link JdbcPublishStore}.
 */
@EachDatabase
@ExtendWith(OutputCaptureExtension.class)
class JdbcPublishStoreTests {

	private static final IotFailure FAILURE = IotFailure.of(FailureReason.SERVER_HUNG_UP, "Check the test");

	private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

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
		this.store.close(Duration.ofSeconds(5));
		this.dataSource.close();
	}

	private JdbcPublishStore store(Instant now) {
		return new JdbcPublishStore(this.dataSource, Clock.fixed(now, ZoneOffset.UTC));
	}

	@Test
	void messagesComeBackInOrder() {
		this.store.open("device-7");
		for (int i = 0; i < 20; i++) {
			this.store.append(IotMessage.of("a/" + i, "text " + i));
		}
		List<PublishStore.Stored> kept = store(NOW).open("device-7");
		assertThat(kept).extracting((stored) -> stored.message().text()).hasSize(20).startsWith("text 0", "text 1");
		assertThat(kept).extracting(PublishStore.Stored::number).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void everythingOfMessageComesBack() {
		byte[] payload = new byte[128 * 1024];
		payload[1] = -1;
		this.store.open("device-7");
		this.store.append(IotMessage.to("a".repeat(256))
			.payload(payload)
			.retain(true)
			.contentType("text/plain")
			.responseTopic("answers")
			.correlationData("7".getBytes(StandardCharsets.UTF_8))
			.expiry(Duration.ofSeconds(60))
			.userProperty("name", "ä".repeat(10_000))
			.build());
		IotMessage kept = store(NOW.plusSeconds(20)).open("device-7").get(0).message();
		assertThat(kept.topic()).hasSize(256);
		assertThat(kept.payload()).isEqualTo(payload);
		assertThat(kept.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(kept.retain()).isTrue();
		assertThat(kept.contentType()).isEqualTo("text/plain");
		assertThat(kept.responseTopic()).isEqualTo("answers");
		assertThat(kept.correlationData()).containsExactly('7');
		assertThat(kept.expiry()).isEqualTo(Duration.ofSeconds(40));
		assertThat(kept.userProperties()).containsExactly(new IotMessage.UserProperty("name", "ä".repeat(10_000)));
	}

	@Test
	void expiredMessagesAreRemoved() {
		this.store.open("device-7");
		this.store.append(IotMessage.to("a").expiry(Duration.ofSeconds(60)).build());
		this.store.append(IotMessage.of("b", "stays"));
		JdbcPublishStore later = store(NOW.plusSeconds(60));
		assertThat(later.open("device-7")).extracting((stored) -> stored.message().topic()).containsExactly("b");
		later.close(Duration.ofSeconds(5));
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void rowThatCannotBeReadIsSetAsideAndCostsNoOther() {
		this.store.open("device-7");
		append("1");
		append("2");
		this.jdbc.sql("update iot_custom_auth_outbox set topic = 'a/#' where id = 1").update();
		JdbcPublishStore later = store(NOW);
		assertThat(later.open("device-7")).extracting((stored) -> stored.message().text()).containsExactly("2");
		later.close(Duration.ofSeconds(5));
		assertThat(
				this.jdbc.sql("select failure from iot_custom_auth_outbox where id = 1").query(String.class).single())
			.isEqualTo("INVALID_MESSAGE");
	}

	@Test
	void messagesOfOtherClientsStayOut() {
		this.store.open("device-7");
		this.store.append(IotMessage.of("a", "1"));
		assertThat(store(NOW).open("device-8")).isEmpty();
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void removedMessagesGoSoonAndBySelf() {
		this.store.open("device-7");
		List<Long> numbers = List.of(append("1"), append("2"), append("3"));
		this.store.remove(numbers.get(0));
		this.store.remove(numbers.get(2));
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isEqualTo(1));
		assertThat(store(NOW).open("device-7")).extracting((stored) -> stored.message().text()).containsExactly("2");
	}

	@Test
	void closingRemovesWhatWasPostponed() {
		try (HikariDataSource pool = this.dataSource.pool(2)) {
			JdbcPublishStore pooled = new JdbcPublishStore(pool);
			pooled.open("device-7");
			for (int i = 0; i < 1201; i++) {
				pooled.remove(pooled.append(IotMessage.of("a", "" + i)));
			}
			pooled.append(IotMessage.of("a", "last"));
			pooled.close(Duration.ofSeconds(30));
		}
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void whatIsRemovedAfterTheEndIsRemovedAtTheNextStart() {
		this.store.open("device-7");
		long number = append("1");
		this.store.close(Duration.ofSeconds(5));
		this.store.remove(number);
		assertThat(rows()).isEqualTo(1);
		assertThat(this.store.open("device-7")).isEmpty();
		this.store.remove(append("2"));
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
	}

	@Test
	void removalsAreRepeatedWhenTheDatabaseIsBack(CapturedOutput output) {
		this.store.open("device-7");
		long number = append("1");
		this.jdbc.sql("alter table iot_custom_auth_outbox rename to away").update();
		this.store.remove(number);
		Awaitility.await()
			.untilAsserted(() -> assertThat(output).contains("cannot be removed from the outbox at the moment"));
		this.jdbc.sql("alter table away rename to iot_custom_auth_outbox").update();
		Awaitility.await().untilAsserted(() -> assertThat(rows()).isZero());
	}

	@Test
	void messageThatIsSetAsideStaysMarkedAndIsNotReadAgain() {
		this.store.open("device-7");
		long poison = append("1");
		append("2");
		this.store.setAside(poison, FAILURE);
		this.store.close(Duration.ofSeconds(5));
		assertThat(this.jdbc.sql("select failure from iot_custom_auth_outbox where id = ?")
			.param(poison)
			.query(String.class)
			.single()).isEqualTo("SERVER_HUNG_UP");
		assertThat(this.store.open("device-7")).extracting((stored) -> stored.message().text()).containsExactly("2");
	}

	@Test
	void markIsRepeatedWhenTheDatabaseIsBack(CapturedOutput output) {
		this.store.open("device-7");
		long poison = append("1");
		this.jdbc.sql("alter table iot_custom_auth_outbox rename to away").update();
		this.store.setAside(poison, FAILURE);
		Awaitility.await()
			.untilAsserted(() -> assertThat(output).contains("cannot be removed from the outbox at the moment"));
		this.jdbc.sql("alter table away rename to iot_custom_auth_outbox").update();
		Awaitility.await()
			.untilAsserted(() -> assertThat(
					this.jdbc.sql("select count(failure) from iot_custom_auth_outbox").query(Integer.class).single())
				.isEqualTo(1));
	}

	@Test
	void markThatFailsCostsNoOtherMarkedMessage(CapturedOutput output) {
		this.store.open("device-7");
		long first = append("1");
		long second = this.store.append(IotMessage.of("b", "2"));
		this.jdbc
			.sql("alter table iot_custom_auth_outbox add constraint unmarked "
					+ "check (failure is null or topic <> 'b')")
			.update();
		this.store.setAside(first, FAILURE);
		this.store.setAside(second, FAILURE);
		Awaitility.await()
			.untilAsserted(() -> assertThat(output).contains("cannot be removed from the outbox at the moment"));
		this.jdbc.sql("alter table iot_custom_auth_outbox drop constraint unmarked").update();
		this.store.close(Duration.ofSeconds(5));
		assertThat(rows()).isEqualTo(2);
	}

	@Test
	void transactionOfTheApplicationDoesNotTakeMessageBack() {
		this.store.open("device-7");
		new TransactionTemplate(new DataSourceTransactionManager(this.dataSource)).executeWithoutResult((status) -> {
			append("1");
			status.setRollbackOnly();
		});
		assertThat(rows()).isEqualTo(1);
	}

	@Test
	void connectionsWithoutAutoCommitAreCommitted() {
		DriverManagerDataSource withoutAutoCommit = new DriverManagerDataSource(this.dataSource.getUrl()) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				connection.setAutoCommit(false);
				return connection;
			}

		};
		JdbcPublishStore other = new JdbcPublishStore(withoutAutoCommit);
		other.open("device-7");
		long number = other.append(IotMessage.of("a", "1"));
		assertThat(rows()).isEqualTo(1);
		other.remove(number);
		other.close(Duration.ofSeconds(5));
		assertThat(rows()).isZero();
	}

	@Test
	void missingTableIsNamed() {
		this.jdbc.sql("drop table iot_custom_auth_outbox").update();
		assertThatIllegalStateException().isThrownBy(() -> this.store.open("device-7"))
			.withMessage("The outbox cannot be read (table 'iot_custom_auth_outbox')")
			.withRootCauseInstanceOf(SQLException.class);
		assertThatIllegalStateException().isThrownBy(() -> append("1"))
			.withMessageStartingWith("The outbox cannot store the message");
	}

	private long append(String text) {
		return this.store.append(IotMessage.of("a", text));
	}

	private int rows() {
		return this.jdbc.sql("select count(*) from " + JdbcPublishStore.TABLE).query(Integer.class).single();
	}

}
