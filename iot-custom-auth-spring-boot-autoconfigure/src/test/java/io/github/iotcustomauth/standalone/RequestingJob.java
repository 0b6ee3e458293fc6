package io.github.iotcustomauth.standalone;

import java.time.Duration;

import io.github.iotcustomauth.client.IotClient;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * A job that makes one request.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class RequestingJob {

	static final String TOPIC = "question";

	public static void main(String[] args) {
		SpringApplication.run(RequestingJob.class, args);
	}

	@Bean
	CommandLineRunner job(IotClient iot) {
		return (args) -> System.out
			.println("answer " + iot.to(TOPIC).request(String.class, Duration.ofSeconds(20)).get());
	}

}
