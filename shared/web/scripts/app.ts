/** Improves pages that already work without any of this. */
import { improveAddresses } from "./address";
import { improveAssist } from "./assist";
import { improveCloseForms } from "./close";
import { improveComparisons } from "./compare";
import { improveCopies } from "./copy";
import { improveMaps } from "./maps";
import { improveKinds } from "./kinds";
import { improveMine } from "./mine";
import { improveNearby } from "./nearby";
import { improvePhotoForms } from "./photo";
import { improvePlaces } from "./place";
import { renewWaitingPhotos } from "./renew";
import { improveReportForms } from "./report";
import { improveRound } from "./round";
import { improveOutbox } from "./waiting";

improveComparisons();
improveCopies();
improvePlaces();
improveNearby();
improveAddresses();
improveAssist();
improveMaps();
improveKinds();
improvePhotoForms();
// After the others: they may hold a form back.
improveReportForms();
improveOutbox();
improveCloseForms();
improveRound();
renewWaitingPhotos();
improveMine();
