package io.github.iotcustomauth.local.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.springframework.util.Assert;

/**
 * Arguments of the executable jar.
 *
 * @param help whether the usage is asked for
 * @param properties properties as arguments for Spring
 */
record CommandLine(boolean help, List<String> properties) {

	static final String USAGE = """
			Usage: java -jar iot-custom-auth-spring-boot-local-<version>-app.jar [--config <file>] [--<property>=<value>]...

			Runs a local AWS IoT Core endpoint until the process is stopped. Prints its port, its CA certificate,
			a command line for mosquitto_pub, and the YAML with which an application connects to it.

			Options:
			  --config <file>  YAML or properties file with properties of the endpoint
			  --help           this text

			Properties, all of which begin with 'aws.iot.custom-auth.local.':
			  address                          address to listen on, 127.0.0.1 by default
			  port                             port to listen on, any free one by default
			  ca-file                          file for the CA certificate, local-iot-core-ca.pem by default
			  default-authorizer               authorizer for clients that name none
			  authorizers.<name>.users.<user>  password of a user
			  authorizers.<name>.policy        policy document, as JSON or location of a file
			  authorizers.<name>.lambda.url    URL of a Lambda function that decides
			docs/local-endpoint.md describes the others.

			Example:
			  --aws.iot.custom-auth.local.port=8883 --aws.iot.custom-auth.local.authorizers.A.users.alice=secret
			""";

	private static final String CONFIG = "--config";

	private static final List<String> OPTIONS = List.of(CONFIG, "--help");

	/** Options of Spring Boot that are not properties. */
	private static final Set<String> SPRING_OPTIONS = Set.of("--debug", "--trace");

	private static final String PROPERTIES = "--" + LocalIotCoreApplication.PREFIX;

	/**
	 * Parse arguments.
	 * @param args the arguments
	 * @return what they say
	 * @throws IllegalArgumentException if one is wrong, with a sentence for the user
	 */
	static CommandLine parse(String... args) {
		List<String> all = List.of(args);
		if (all.contains("--help") || all.contains("-h")) {
			return new CommandLine(true, List.of());
		}
		List<String> properties = new ArrayList<>();
		Iterator<String> rest = all.iterator();
		while (rest.hasNext()) {
			String argument = rest.next();
			if (argument.equals(CONFIG)) {
				properties.add(location(rest.hasNext() ? rest.next() : ""));
			}
			else if (argument.startsWith(CONFIG + "=")) {
				properties.add(location(argument.substring(CONFIG.length() + 1)));
			}
			else {
				requireKnown(argument);
				properties.add(argument);
			}
		}
		return new CommandLine(false, properties);
	}

	private static String location(String file) {
		Assert.isTrue(!file.isEmpty() && !file.startsWith("--"),
				"Option '--config' needs a file, for instance '--config authorizers.yml'.");
		return "--spring.config.additional-location=" + Path.of(file).toUri();
	}

	private static void requireKnown(String argument) {
		// not its value, which may be a password
		String name = argument.split("=", 2)[0];
		Assert.isTrue(name.startsWith("-"), () -> "Argument '" + argument + "' belongs to no option. A file follows "
				+ "'--config', the value of a property follows '='. See '--help'.");
		if (name.startsWith("--aws.")) {
			Assert.isTrue(uniform(name).startsWith(uniform(PROPERTIES)),
					() -> "There is no property '" + name.substring(2) + "'. Properties of the endpoint begin with '"
							+ LocalIotCoreApplication.PREFIX + "'. See '--help'.");
			return;
		}
		boolean known = SPRING_OPTIONS.contains(name) || (name.startsWith("--") && name.indexOf('.') > 0);
		Assert.isTrue(known, () -> "There is no option '" + name + "'." + suggestion(name)
				+ " Properties of the endpoint are set as '" + PROPERTIES + "<name>=<value>'. See '--help'.");
	}

	// as Spring compares the names of properties
	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
	}

	private static String suggestion(String name) {
		return OPTIONS.stream()
			.filter((option) -> option.regionMatches(true, 0, name, 0, "--x".length()))
			.findFirst()
			.map((option) -> " Did you mean '" + option + "'?")
			.orElse("");
	}

}
