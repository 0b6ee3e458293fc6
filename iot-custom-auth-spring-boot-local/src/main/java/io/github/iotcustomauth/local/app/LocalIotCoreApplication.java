package io.github.iotcustomauth.local.app;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
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

/**
 * Main class of the executable jar, which runs the local endpoint until the process is
 * stopped. Reads the properties {@code aws.iot.custom-auth.local.*} from the file of the
 * option {@code --config} or from arguments, and prints how to connect.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(LocalIotCoreAutoConfiguration.class)
public class LocalIotCoreApplication {

	static final String PREFIX = "aws.iot.custom-auth.local.";

	private static final String DEFAULT_CA_FILE = "local-iot-core-ca.pem";

	private static final String APPLICATION = "In application.yaml of an application with the starter, in a process of its own:";

	/** Exit status of a wrong command line, as of most programs. */
	private static final int USAGE_ERROR = 2;

	public static void main(String[] args) {
		CommandLine line;
		try {
			line = CommandLine.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.exit(USAGE_ERROR);
			return;
		}
		if (line.help()) {
			System.out.print(CommandLine.USAGE);
			return;
		}
		print(run(line), System.out);
	}

	public static ConfigurableApplicationContext run(String... args) {
		return run(CommandLine.parse(args));
	}

	private static ConfigurableApplicationContext run(CommandLine line) {
		SpringApplication application = new SpringApplication(LocalIotCoreApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		// the endpoint's own threads are daemons
		application.setKeepAlive(true);
		application.setDefaultProperties(Map.of(PREFIX + "ca-file", DEFAULT_CA_FILE));
		List<String> arguments = new ArrayList<>(line.properties());
		// a configuration shared with an application may have switched the endpoint off
		arguments.add(0, "--" + PREFIX + "enabled=true");
		return application.run(arguments.toArray(String[]::new));
	}

	// Command line and YAML contain the password, which is valid for this endpoint only.
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
		ClientSearch clients = new ClientSearch(context.getBean(LocalAuthorizers.class), access, authorizers,
				properties.getDefaultAuthorizer());
		out.println(new MosquittoCommand(clients).find(caFile));
		String yaml = new ApplicationYaml(clients, caFile).text();
		if (!yaml.isEmpty()) {
			out.println(APPLICATION);
			out.println();
			out.println(yaml);
		}
	}

}
