package io.github.iotcustomauth.local.app;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.CustomAuthorizer;
import io.github.iotcustomauth.local.autoconfigure.LocalAuthorizers;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.Assert;

/**
 * Runs the local endpoint in a process of its own, until that is asked to end. Takes the
 * properties {@code aws.iot.custom-auth.local.*} from a file that is named by
 * {@code --config}, or as arguments, and prints how to connect.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(LocalIotCoreAutoConfiguration.class)
public class LocalIotCoreApplication {

	private static final String CONFIG = "--config";

	private static final String PREFIX = "aws.iot.custom-auth.local.";

	private static final String DEFAULT_CA_FILE = "local-iot-core-ca.pem";

	public static void main(String[] args) {
		print(run(args), System.out);
	}

	public static ConfigurableApplicationContext run(String... args) {
		SpringApplication application = new SpringApplication(LocalIotCoreApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		// the endpoint's own threads are daemons
		application.setKeepAlive(true);
		application.setDefaultProperties(Map.of(PREFIX + "ca-file", DEFAULT_CA_FILE));
		return application.run(translate(args));
	}

	// A file that the process shares with an application may say that the application has
	// no endpoint.
	private static String[] translate(String... args) {
		List<String> translated = new ArrayList<>(List.of("--" + PREFIX + "enabled=true"));
		Iterator<String> rest = List.of(args).iterator();
		while (rest.hasNext()) {
			String argument = rest.next();
			if (argument.equals(CONFIG)) {
				Assert.isTrue(rest.hasNext(),
						"Option '--config' needs a file, for instance '--config authorizers.yml'");
				translated.add(location(rest.next()));
			}
			else if (argument.startsWith(CONFIG + "=")) {
				translated.add(location(argument.substring(CONFIG.length() + 1)));
			}
			else {
				translated.add(argument);
			}
		}
		return translated.toArray(String[]::new);
	}

	private static String location(String file) {
		return "--spring.config.additional-location=" + Path.of(file).toUri();
	}

	// The line is of use only with the password in it, which opens nothing but this
	// endpoint.
	static void print(ConfigurableApplicationContext context, PrintStream out) {
		LocalIotCoreAccess access = context.getBean(LocalIotCoreAccess.class);
		LocalIotCoreProperties properties = context.getBean(LocalIotCoreProperties.class);
		Path caFile = properties.getCaFile();
		out.println("Port: " + access.port());
		if (caFile == null) {
			out.println("CA certificate: not written, because '" + PREFIX + "ca-file' is empty");
			return;
		}
		out.println("CA certificate: " + caFile.toAbsolutePath());
		Map<String, Authorizer> authorizers = new LinkedHashMap<>(properties.getAuthorizers());
		for (String bean : context.getBeanNamesForType(CustomAuthorizer.class)) {
			authorizers.putIfAbsent(bean, new Authorizer());
		}
		out.println(new MosquittoCommand(context.getBean(LocalAuthorizers.class), access, authorizers,
				properties.getDefaultAuthorizer())
			.find(caFile));
	}

}
