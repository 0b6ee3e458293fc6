package io.github.iotcustomauth.autoconfigure.outbox;

import java.util.List;
import java.util.Locale;

import javax.sql.DataSource;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.jdbc.JdbcPublishStore;
import io.github.iotcustomauth.internal.store.jdbc.JdbcStoreSettings;
import org.junit.jupiter.api.Test;

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
