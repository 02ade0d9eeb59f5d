import '@picocss/pico/css/pico.min.css';
import '../style.css';
import './app.ts';
