/** Improves pages that already work without any of this. */
import { improveCloseForms } from "./close";
import { improveComparisons } from "./compare";
import { improvePhotoForms } from "./photo";
import { improvePlaces } from "./place";
import { renewWaitingPhotos } from "./renew";

improveComparisons();
improvePlaces();
improvePhotoForms();
improveCloseForms();
renewWaitingPhotos();
