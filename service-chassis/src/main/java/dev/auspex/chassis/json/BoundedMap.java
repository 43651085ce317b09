package dev.auspex.chassis.json;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.MapDeserializer;

/** Reads a map and refuses the first entry beyond its limit. */
final class BoundedMap extends MapDeserializer {

    private static final long serialVersionUID = 1L;

    private final int most;

    BoundedMap(MapDeserializer source) {
        this(source, Bound.OTHER);
    }

    private BoundedMap(MapDeserializer source, int most) {
        super(source);
        this.most = most;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
            throws JsonMappingException {
        return new BoundedMap((MapDeserializer) super.createContextual(context, property), Bound.of(property));
    }

    @Override
    public Map<Object, Object> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        boolean ordinary = getMapClass() == Map.class || getMapClass() == LinkedHashMap.class;
        return ordinary && parser.hasToken(JsonToken.START_OBJECT)
                ? deserialize(parser, context, new Entries(most))
                : super.deserialize(parser, context);
    }

    private static final class Entries extends LinkedHashMap<Object, Object> {

        private static final long serialVersionUID = 1L;

        private final int most;

        Entries(int most) {
            this.most = most;
        }

        @Override
        public Object put(Object key, Object value) {
            if (size() >= most && !containsKey(key)) {
                throw new TooManyElementsException(most);
            }
            return super.put(key, value);
        }
    }
}
