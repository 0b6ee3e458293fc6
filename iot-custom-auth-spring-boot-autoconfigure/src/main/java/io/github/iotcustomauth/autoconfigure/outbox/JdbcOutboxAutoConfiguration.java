package io.github.iotcustomauth.autoconfigure.outbox;

import javax.sql.DataSource;

import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.internal.store.PublishStore;
import io.github.iotcustomauth.internal.store.jdbc.JdbcPublishStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.init.DatabaseInitializationProperties;
import org.springframework.boot.jdbc.init.PropertiesBasedDataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the outbox.
 */
@AutoConfiguration(before = IotCustomAuthAutoConfiguration.class,
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(DatabaseInitializationProperties.class)
@ConditionalOnBooleanProperty(name = "aws.iot.custom-auth.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "aws.iot.custom-auth.publish.outbox", havingValue = "jdbc")
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnMissingBean(PublishStore.class)
@EnableConfigurationProperties(JdbcOutboxProperties.class)
public final class JdbcOutboxAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	JdbcOutboxSchemaInitializer iotCustomAuthOutboxSchemaInitializer(DataSource dataSource,
			JdbcOutboxProperties properties) {
		return new JdbcOutboxSchemaInitializer(dataSource, properties);
	}

	@Bean
	@DependsOnDatabaseInitialization
	JdbcPublishStore iotCustomAuthPublishStore(DataSource dataSource) {
		return new JdbcPublishStore(dataSource);
	}

	/**
	 * Creates the outbox's table. A type of its own, because other libraries have
	 * initializers, too.
	 */
	static class JdbcOutboxSchemaInitializer
			extends PropertiesBasedDataSourceScriptDatabaseInitializer<JdbcOutboxProperties> {

		JdbcOutboxSchemaInitializer(DataSource dataSource, JdbcOutboxProperties properties) {
			super(dataSource, properties);
		}

	}

}
