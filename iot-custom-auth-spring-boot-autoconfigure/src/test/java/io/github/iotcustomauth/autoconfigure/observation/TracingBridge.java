package io.github.iotcustomauth.autoconfigure.observation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.github.iotcustomauth.autoconfigure.IotCustomAuthAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.IotMessagingAutoConfiguration;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Bridges of Micrometer Tracing, each with an exporter that keeps the spans in memory.
 */
enum TracingBridge {

	OPEN_TELEMETRY(OpenTelemetry.class) {

		@Override
		List<Span> spans(ApplicationContext context) {
			return context.getBean(InMemorySpanExporter.class)
				.getFinishedSpanItems()
				.stream()
				.map((span) -> new Span(span.getName(), span.getTraceId(), span.getSpanId(), span.getParentSpanId()))
				.toList();
		}

	},

	BRAVE(Brave.class) {

		@Override
		List<Span> spans(ApplicationContext context) {
			return context.getBean(FinishedSpans.class).spans.stream()
				.map((span) -> new Span(span.name(), span.traceId(), span.id(), span.parentId()))
				.toList();
		}

	};

	private final Class<?> configuration;

	TracingBridge(Class<?> configuration) {
		this.configuration = configuration;
	}

	Class<?> configuration() {
		return this.configuration;
	}

	/**
	 * The spans that have ended in an application.
	 */
	abstract List<Span> spans(ApplicationContext context);

	/**
	 * A span that has ended.
	 */
	record Span(String name, String traceId, String id, String parentId) {
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, ObservationAutoConfiguration.class,
			MicrometerTracingAutoConfiguration.class, IotCustomAuthAutoConfiguration.class,
			IotMessagingAutoConfiguration.class, IotObservationAutoConfiguration.class })
	static class Common {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class })
	static class OpenTelemetry extends Common {

		@Bean
		InMemorySpanExporter exporter() {
			return InMemorySpanExporter.create();
		}

		@Bean
		SpanProcessor processor(InMemorySpanExporter exporter) {
			return SimpleSpanProcessor.create(exporter);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(BraveAutoConfiguration.class)
	static class Brave extends Common {

		@Bean
		FinishedSpans finishedSpans() {
			return new FinishedSpans();
		}

	}

	static class FinishedSpans extends SpanHandler {

		private final List<MutableSpan> spans = new CopyOnWriteArrayList<>();

		@Override
		public boolean end(TraceContext context, MutableSpan span, Cause cause) {
			this.spans.add(span);
			return true;
		}

	}

}
