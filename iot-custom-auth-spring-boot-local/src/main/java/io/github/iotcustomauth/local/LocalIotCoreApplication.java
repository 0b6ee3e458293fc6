package io.github.iotcustomauth.local;

import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAutoConfiguration;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Runs the local endpoint in a process of its own, until that is asked to end. Takes the
 * properties {@code aws.iot.custom-auth.local.*}, for instance as arguments.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(LocalIotCoreAutoConfiguration.class)
public class LocalIotCoreApplication {

	public static void main(String[] args) {
		run(args);
	}

	static ConfigurableApplicationContext run(String... args) {
		SpringApplication application = new SpringApplication(LocalIotCoreApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		// the endpoint's own threads are daemons
		application.setKeepAlive(true);
		return application.run(args);
	}

}
