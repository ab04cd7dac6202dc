-- Near a sector is found by its flat outline; the distance on the ground is measured only for the few that are left. The
-- index on the outlines on the ground ruled out too little: three quarters of a search lay in distances to sectors that
-- were not near.

DROP INDEX sector_area_on_ground;
COMMENT ON COLUMN sector.area_on_ground IS 'The same as geography: for distances in metres.';
