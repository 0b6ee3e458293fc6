package io.github.iotcustomauth.faults;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.outbox.JdbcOutboxAutoConfiguration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * A Spring application that publishes 200 numbers a second, configured with properties
 * only. Reports a number when its message is kept in the outbox, and again when it was
 * acknowledged.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ DataSourceAutoConfiguration.class, JdbcOutboxAutoConfiguration.class,
		SslAutoConfiguration.class, IotCustomAuthAutoConfiguration.class })
public class PublisherProcess {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(PublisherProcess.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		IotConnection connection = application.run(args).getBean(IotConnection.class);
		AtomicInteger next = new AtomicInteger(Integer.parseInt(args[0]));
		// its thread keeps the process alive
		Executors.newSingleThreadScheduledExecutor()
			.scheduleAtFixedRate(() -> publish(connection, next.getAndIncrement()), 0, 1_000_000 / Traffic.PER_SECOND,
					TimeUnit.MICROSECONDS);
	}

	private static void publish(IotConnection connection, int number) {
		CompletableFuture<Void> published = connection.publish(IotMessage.of(Traffic.TOPIC, String.valueOf(number)));
		if (!published.isCompletedExceptionally()) {
			ChildProcess.reportFirst(number);
		}
		published.thenRun(() -> ChildProcess.reportLast(number));
	}

}
