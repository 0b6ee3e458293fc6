package io.github.iotcustomauth.standalone;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.health.IotConnectionHealthContributorAutoConfiguration;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.listener.IotListener;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Runs applications one after the other, which print whatever they can. The arguments are
 * the locations of their configuration.
 */
public final class TalkativeApplication {

	private TalkativeApplication() {
	}

	public static void main(String[] locations) {
		for (String location : locations) {
			System.out.println("Configuration " + location);
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.run("--spring.config.location=file:" + location + "/", "--logging.level.root=TRACE")) {
				print(context);
			}
			catch (RuntimeException ex) {
				ex.printStackTrace(System.out);
			}
		}
	}

	private static void print(ConfigurableApplicationContext context) {
		for (String name : context.getBeanDefinitionNames()) {
			System.out.println(name + " = " + context.getBean(name));
		}
		print(() -> context.getBean(IotConnection.class).reconnect().get(10, TimeUnit.SECONDS));
		print(() -> context.getBean(IotConnection.class).getStatus());
		print(() -> context.getBean(IotClient.class).to("a").body("b").send().get(10, TimeUnit.SECONDS));
		print(() -> context.getBean(CustomAuthCredentialsProvider.class)
			.getCredentials()
			.toCompletableFuture()
			.get(10, TimeUnit.SECONDS));
		print(() -> context.getBean("iotCustomAuthHealthContributor", HealthIndicator.class).health(true));
	}

	private static void print(Callable<?> call) {
		try {
			System.out.println(call.call());
		}
		catch (Exception ex) {
			ex.printStackTrace(System.out);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ IotCustomAuthAutoConfiguration.class, IotMessagingAutoConfiguration.class,
			IotConnectionHealthContributorAutoConfiguration.class, JacksonAutoConfiguration.class,
			SslAutoConfiguration.class, PropertyPlaceholderAutoConfiguration.class })
	static class Application {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		@IotListener("a")
		void listen(String text) {
		}

	}

}
