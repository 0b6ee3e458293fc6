package io.github.iotcustomauth.sample;

import java.io.PrintStream;

import io.github.iotcustomauth.IotConnection;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Connects and disconnects, to find out whether endpoint, authorizer and credentials fit.
 * <p>
 * The profile {@code connect-once} does the rest: there is no web server and no local
 * endpoint, the start waits for the connection, and the log, with the analysis of a
 * refusal, goes to the standard error stream.
 */
final class ConnectOnce {

	private static final String PROFILE = "connect-once";

	private final PrintStream out;

	private final PrintStream err;

	ConnectOnce(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	/**
	 * Connect and disconnect.
	 * @param args the arguments of the application
	 * @return the exit code: 0, or 1 when the arguments are wrong or there was no
	 * connection
	 */
	int run(String[] args) {
		ConnectOnceArguments arguments;
		try {
			arguments = ConnectOnceArguments.parse(args);
		}
		catch (IllegalArgumentException ex) {
			this.err.println(ex.getMessage());
			return 1;
		}
		if (arguments.signingRegion()) {
			this.out.println("--signing_region is not needed: requests to a custom authorizer are not signed");
		}
		return connect(arguments) ? 0 : 1;
	}

	private boolean connect(ConnectOnceArguments arguments) {
		try (ConfigurableApplicationContext context = start(arguments)) {
			this.out.println("Connected as '%s'".formatted(context.getBean(IotConnection.class).getClientId()));
		}
		catch (Exception ex) {
			// reported by Spring Boot
			return false;
		}
		this.out.println("Disconnected");
		return true;
	}

	private static ConfigurableApplicationContext start(ConnectOnceArguments arguments) {
		return new SpringApplicationBuilder(Application.class).profiles(PROFILE)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource(PROFILE, arguments.properties())))
			.run();
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
