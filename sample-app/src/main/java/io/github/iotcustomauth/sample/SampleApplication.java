package io.github.iotcustomauth.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The sample: a thermometer that runs until it is stopped, or, with
 * {@code --connect-once}, a connection that is made and closed to see whether it can be.
 */
@SpringBootApplication
@EnableScheduling
public class SampleApplication {

	/**
	 * Run the sample.
	 * @param args {@code --connect-once} and its options, or any of Spring Boot's
	 */
	public static void main(String[] args) {
		if (ConnectOnceArguments.isRequested(args)) {
			System.exit(new ConnectOnce(System.out, System.err).run(args));
		}
		SpringApplication.run(SampleApplication.class, args);
	}

}
