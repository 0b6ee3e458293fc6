package io.github.iotcustomauth.autoconfigure.outbox;

import javax.sql.DataSource;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.store.jdbc.JdbcPublishStore;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ResourceLoader;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the outbox.
 */
@AutoConfiguration(before = IotCustomAuthAutoConfiguration.class,
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(DatabaseInitializationProperties.class)
@ConditionalOnBooleanProperty(name = "aws.iot.custom-auth.enabled", matchIfMissing = true)
@Conditional(OnJdbcOutbox.class)
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(JdbcOutboxProperties.class)
@ImportRuntimeHints(JdbcOutboxAutoConfiguration.Hints.class)
public final class JdbcOutboxAutoConfiguration {

	@Bean
	@DependsOnDatabaseInitialization
	JdbcPublishStore iotCustomAuthPublishStore(DataSource dataSource, JdbcOutboxProperties properties,
			ResourceLoader resourceLoader) {
		OutboxSchema schema = new OutboxSchema(dataSource, properties, resourceLoader);
		JdbcPublishStore store = new JdbcPublishStore(dataSource, properties.toSettings(), schema);
		if (schema.isEnabled()) {
			store.prepare();
		}
		return store;
	}

	/**
	 * Native images need the scripts.
	 */
	static class Hints implements RuntimeHintsRegistrar {

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			hints.resources().registerPattern("io/github/iotcustomauth/outbox/*.sql");
		}

	}

}
