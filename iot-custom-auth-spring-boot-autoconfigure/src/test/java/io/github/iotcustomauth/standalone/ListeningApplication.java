package io.github.iotcustomauth.standalone;

import io.github.iotcustomauth.listener.IotListener;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application that only listens.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class ListeningApplication {

	static final String TOPIC = "work";

	static final String STARTED = "main has ended";

	public static void main(String[] args) {
		SpringApplication.run(ListeningApplication.class, args);
		System.out.println(STARTED);
	}

	@IotListener(TOPIC)
	void on(String text) {
		System.out.println("received " + text);
	}

}
