package dev.auspex.chassis.json;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.CollectionDeserializer;
import com.fasterxml.jackson.databind.deser.std.MapDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringCollectionDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Keeps the objects created from JSON in proportion to what the contract allows, while the JSON is parsed. Without it,
 * a body of 1 MiB of {@code {}} becomes a third of a million objects before anyone checks their number or type. A list
 * or map with more elements than its {@code @Size} allows is refused at the first extra element, and a value of any
 * type is a string, a number, a boolean or null.
 */
@Singleton
public class BoundedJson implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        SimpleModule module = new SimpleModule("auspex-bounds");
        module.addDeserializer(Object.class, new ValueOfProperty());
        module.setDeserializerModifier(new Bounds());
        mapper.registerModule(module);
    }

    private static final class Bounds extends BeanDeserializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config,
                CollectionType type,
                BeanDescription description,
                JsonDeserializer<?> deserializer) {
            if (deserializer instanceof CollectionDeserializer list
                    && deserializer.getClass() == CollectionDeserializer.class) {
                return new BoundedList(list);
            }
            if (deserializer instanceof StringCollectionDeserializer texts) {
                return new BoundedList(new CollectionDeserializer(type, null, null, texts.getValueInstantiator()));
            }
            return deserializer;
        }

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config,
                MapType type,
                BeanDescription description,
                JsonDeserializer<?> deserializer) {
            return deserializer instanceof MapDeserializer map && deserializer.getClass() == MapDeserializer.class
                    ? new BoundedMap(map)
                    : deserializer;
        }
    }
}
