package io.github.iotcustomauth.autoconfigure.outbox;

import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotOutbox;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.jdbc.JdbcPublishStore;
import io.github.iotcustomauth.internal.store.jdbc.JdbcStoreSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcOutboxAutoConfiguration}.
 */
class JdbcOutboxAutoConfigurationTests {

	// nothing listens there: the connection waits for its next attempt
	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JdbcOutboxAutoConfiguration.class,
				IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("aws.iot.custom-auth.endpoint=localhost", "aws.iot.custom-auth.port=1",
				"aws.iot.custom-auth.client-id=device-7");

	private final ApplicationContextRunner withDatabase = this.contextRunner
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true");

	private final ApplicationContextRunner withOutbox = this.withDatabase
		.withPropertyValues("aws.iot.custom-auth.publish.outbox=jdbc");

	@Test
	void databaseAloneMakesNoOutbox() {
		this.withDatabase.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PublishStore.class));
	}

	@Test
	void worksWithoutSpringJdbc() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DatabaseInitializationProperties.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PublishStore.class));
	}

	@Test
	void keepsWhatTheApplicationPublishes() {
		this.withOutbox.run((context) -> {
			assertThat(context).hasSingleBean(JdbcPublishStore.class);
			context.getBean(IotConnection.class).publish(IotMessage.of("a", "1"));
			List<String> topics = JdbcClient.create(context.getBean(DataSource.class))
				.sql("select topic from " + JdbcStoreSettings.DEFAULT_TABLE)
				.query(String.class)
				.list();
			assertThat(topics).containsExactly("a");
		});
	}

	@Test
	void databaseThatIsNotEmbeddedIsLeftToTheApplication() {
		this.withOutbox.withPropertyValues("aws.iot.custom-auth.publish.jdbc.initialize-schema=never")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("iot_custom_auth_outbox".toUpperCase(Locale.ROOT)));
	}

	@Test
	void givesTheApplicationItsOutbox() {
		this.withDatabase.run((context) -> assertThat(context).doesNotHaveBean(IotOutbox.class));
		this.withOutbox.run((context) -> {
			assertThat(context).hasSingleBean(IotOutbox.class);
			JdbcClient.create(context.getBean(DataSource.class))
				.sql("insert into iot_custom_auth_outbox (client_id, topic, payload, retain, properties, state, reason) "
						+ "values ('device-7', 'a', X'31', false, '', 'SET_ASIDE', 'NOT_AUTHORIZED')")
				.update();
			IotOutbox outbox = context.getBean(IotOutbox.class);
			assertThat(outbox.findSetAside(10)).singleElement()
				.returns("NOT_AUTHORIZED", IotOutbox.SetAside::reason)
				.returns("1", (row) -> row.message().text());
			assertThat(outbox.discard(outbox.findSetAside(1).get(0).number())).isTrue();
			assertThat(outbox.findSetAside(10)).isEmpty();
		});
	}

	@Test
	void tableOfAnotherNameIsCreatedByTheApplication() {
		this.withOutbox.withPropertyValues("aws.iot.custom-auth.publish.jdbc.table-name=messages")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("MESSAGES"));
	}

	@ParameterizedTest
	@CsvSource({ "table-name, drop table x", "max-rows, 0", "timeout, 0s" })
	void invalidSettingNamesItsKey(String key, String value) {
		this.withOutbox.withPropertyValues("aws.iot.custom-auth.publish.jdbc." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("aws.iot.custom-auth.publish.jdbc." + key));
	}

	@Test
	void nativeImagesHaveTheScripts() {
		RuntimeHints hints = new RuntimeHints();
		new JdbcOutboxAutoConfiguration.Hints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.resource().forResource("io/github/iotcustomauth/outbox/schema-h2.sql"))
			.accepts(hints);
	}

	@Test
	void outboxWithoutDatabaseStopsTheStart() {
		this.contextRunner.withPropertyValues("aws.iot.custom-auth.publish.outbox=jdbc")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'aws.iot.custom-auth.publish.outbox'")
				.hasMessageContaining("spring-boot-starter-jdbc"));
	}

	@Test
	void outboxWithoutClientIdStopsTheStart() {
		this.withOutbox.withPropertyValues("aws.iot.custom-auth.client-id=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'aws.iot.custom-auth.client-id'")
				.hasMessageContaining("'aws.iot.custom-auth.publish.outbox' to 'none'"));
	}

}
