package io.github.iotcustomauth.sample.console;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What the page asks for.
 */
@RestController
class ConsoleController {

	private final ConsoleState state;

	private final ConsoleStreams streams;

	private final Sender sender;

	ConsoleController(ConsoleState state, ConsoleStreams streams, Sender sender) {
		this.state = state;
		this.streams = streams;
		this.sender = sender;
	}

	@GetMapping(path = "/console/snapshot", produces = MediaType.APPLICATION_JSON_VALUE)
	Batch snapshot(@RequestParam(required = false) @Nullable String topic,
			@RequestParam(required = false) @Nullable String text) {
		return new Cursor(this.state, MessageFilter.of(topic, text)).next();
	}

	@GetMapping(path = "/console/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	ResponseEntity<SseEmitter> events(@RequestParam String page, @RequestParam(required = false) @Nullable String topic,
			@RequestParam(required = false) @Nullable String text) {
		SseEmitter stream = this.streams.open(page, MessageFilter.of(topic, text));
		return (stream != null) ? ResponseEntity.ok(stream)
				: ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
	}

	@PostMapping(path = "/console/publish", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<Sender.Result> publish(@RequestBody Sender.Order order) {
		return this.sender.publish(order);
	}

	@PostMapping(path = "/console/request", consumes = MediaType.APPLICATION_JSON_VALUE)
	CompletableFuture<Sender.Result> request(@RequestBody Sender.Order order) {
		return this.sender.request(order);
	}

}
